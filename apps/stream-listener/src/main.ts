import { runWorkerProcess } from '@breakwater/fleet';
import { openListening } from './open-listening.ts';

/** Listens to what the exchanges tell of their accounts, and has looked at whatever they tell of: it changes nothing itself. */
await runWorkerProcess({
  role: 'stream-listener',
  queues: {},
  beside: (config, health) => openListening({ config, health }),
});
