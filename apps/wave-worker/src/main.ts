import { openPosition, processWave } from '@breakwater/engine';
import { openOutcomeDelivery, runWorkerProcess } from '@breakwater/fleet';

/**
 * Works waves off and opens the positions of their signals; and pushes what became of them to their senders. It does that here
 * because every fleet has wave workers, more than one where it matters, while a board may be missing.
 */
await runWorkerProcess({
  role: 'wave-worker',
  queues: {
    waves: (ports) => ({ 'process-wave': ({ waveId }) => processWave(ports, waveId) }),
    entries: (ports) => ({ 'open-position': (key) => openPosition(ports, key) }),
  },
  needs: ['webhooks'],
  beside: (config, { fleet, onDelivery }) => openOutcomeDelivery({ config, holder: fleet.identity.id, log: fleet.ports.log, onDelivery }),
});
