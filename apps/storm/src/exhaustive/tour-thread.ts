import { parentPort, workerData } from 'node:worker_threads';
import { assemble, walk } from './assemble.ts';
import { type Errand, explore, newTour, type Tour, wordsOf } from './explore.ts';
import { openStates } from './known-states.ts';
import type { SmallWorldName } from './small-world.ts';

/** What a thread is started with. */
export interface ThreadStart {
  readonly world: SmallWorldName;
  readonly faults: number;
  readonly jobs: number;
  readonly states: SharedArrayBuffer;
  /** One number: how many threads have nothing to do. */
  readonly idle: SharedArrayBuffer;
  readonly violationsMax: number;
}

/** What it says: an errand that it gives away, or that it has done all it had. */
export type ThreadWord = { readonly type: 'errand'; readonly schedule: readonly string[] } | { readonly type: 'idle'; readonly tour: Tour };

/** Errands that a thread keeps, whoever else is idle. */
const KEPT = 4;

/** One of the threads that explore together: it goes where it is sent, and gives away what it has not begun when another is idle. */
async function serve({ world, faults, jobs, states, idle, violationsMax }: ThreadStart): Promise<void> {
  // Many of the errors here are answers that got lost; nobody reads where they were made.
  Error.stackTraceLimit = 0;
  const port = parentPort!;
  const say = (word: ThreadWord): void => port.postMessage(word);
  const assembly = await assemble(faults, jobs, {}, 'binance', {}, world);
  const known = openStates(states);
  const waiting = new Int32Array(idle);

  function giveAway(errands: Errand[]): void {
    if (errands.length <= KEPT) return;
    const count = Atomics.load(waiting, 0);
    if (count === 0 || Atomics.compareExchange(waiting, 0, count, count - 1) !== count) return;
    // The oldest one is nearest to the beginning: most follows from it.
    say({ type: 'errand', schedule: wordsOf(errands.shift()!.path) });
  }

  port.on('message', (schedule: readonly string[]) => void run(schedule));

  async function run(schedule: readonly string[]): Promise<void> {
    const tour = await explore({ ...assembly, known, errands: [await walk(assembly, schedule)], violationsMax, onPlace: giveAway }, newTour());
    Atomics.add(waiting, 0, 1);
    say({ type: 'idle', tour });
  }
}

await serve(workerData as ThreadStart);
