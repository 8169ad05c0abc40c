import { protectPosition } from '@breakwater/engine';
import { runWorkerProcess } from '@breakwater/fleet';

/** Keeps every open position under exactly one valid stop. */
await runWorkerProcess({
  role: 'stop-worker',
  queues: {
    protections: (ports) => ({ 'protect-position': (key) => protectPosition(ports, key) }),
  },
});
