import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long work that can wait may hold others up. */
const turnMs = 2;

/** Hands out what `pieces` makes, letting everybody else have a turn of the event loop whenever that has taken a while. */
export async function* pace(pieces: Iterable<string>): AsyncGenerator<string> {
  let sinceMs = performance.now();
  for (const piece of pieces) {
    yield piece;
    if (performance.now() - sinceMs < turnMs) continue;
    await nextTurn();
    sinceMs = performance.now();
  }
}
