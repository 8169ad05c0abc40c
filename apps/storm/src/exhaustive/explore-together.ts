import { Worker } from 'node:worker_threads';
import { newTour, type Tour } from './explore.ts';
import { allocateStates } from './known-states.ts';
import type { SmallWorldName } from './small-world.ts';
import type { ThreadStart, ThreadWord } from './tour-thread.ts';

/** Explores the whole small world in several threads that share what they know. Rejects if one of them fails. */
export function exploreTogether(options: { readonly world: SmallWorldName; readonly faults: number; readonly jobs: number; readonly threads: number; readonly violationsMax: number }): Promise<Tour> {
  const { world, faults, jobs, threads, violationsMax } = options;
  const start: ThreadStart = { world, faults, jobs, states: allocateStates(), idle: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT), violationsMax };
  const total = newTour();
  const errands: (readonly string[])[] = [[]];
  const free: Worker[] = [];
  return new Promise((resolve, reject) => {
    const workers = Array.from({ length: threads }, () => new Worker(new URL('./tour-thread.ts', import.meta.url), { workerData: start }));
    Atomics.store(new Int32Array(start.idle), 0, threads - 1);
    function handOut(): void {
      while (errands.length > 0 && free.length > 0) free.pop()!.postMessage(errands.pop(), []);
      const isOver = free.length === threads || total.violations.length >= violationsMax;
      if (!isOver) return;
      for (const worker of workers) void worker.terminate();
      resolve(total);
    }
    for (const worker of workers) {
      free.push(worker);
      worker.on('error', reject);
      worker.on('message', (word: ThreadWord) => {
        if (word.type === 'errand') errands.push(word.schedule);
        else {
          free.push(worker);
          add(total, word.tour);
        }
        handOut();
      });
    }
    handOut();
  });
}

function add(total: Tour, tour: Tour): void {
  for (const name of ['states', 'moves', 'schedules', 'ends'] as const) total[name] += tour[name];
  total.depth = Math.max(total.depth, tour.depth);
  total.violations.push(...tour.violations);
}
