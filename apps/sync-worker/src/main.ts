import { resyncAccount, resyncKey } from '@breakwater/engine';
import { runWorkerProcess, spareMemory } from '@breakwater/fleet';

spareMemory();

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
