import { resyncAccount, resyncKey } from '@breakwater/engine';
import { runWorkerProcess } from '@breakwater/fleet';

/** Compares the books with the exchange, and mends every key that differs. */
await runWorkerProcess({
  role: 'sync-worker',
  keepsSchedule: true,
  queues: {
    resyncs: (ports) => ({
      'resync-account': ({ cause, ...account }) => resyncAccount(ports, account, cause),
      'resync-key': ({ cause, ...key }) => resyncKey(ports, key, cause),
    }),
  },
});
