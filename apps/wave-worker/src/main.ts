import { openPosition, processWave } from '@breakwater/engine';
import { runWorkerProcess } from '@breakwater/fleet';

/** Works waves off and opens the positions of their signals. */
await runWorkerProcess({
  role: 'wave-worker',
  queues: {
    waves: (ports) => ({ 'process-wave': ({ waveId }) => processWave(ports, waveId) }),
    entries: (ports) => ({ 'open-position': (key) => openPosition(ports, key) }),
  },
});
