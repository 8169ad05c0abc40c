import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { JsonInPieces } from '@breakwater/paper-venue';

/** How long work that can wait may hold others up. */
const turnMs = 2;

/** Who waits to go on, in order: there is one such piece of work in a turn, or together they would hold others up for long. */
let line: Promise<unknown> = Promise.resolve();

/** Hands out what `pieces` makes, letting everybody else have a turn of the event loop whenever that has taken a while. */
export async function* pace(pieces: Iterable<string>): AsyncGenerator<string> {
  let sinceMs = performance.now();
  for (const piece of pieces) {
    yield piece;
    if (performance.now() - sinceMs < turnMs) continue;
    await (line = line.then(() => nextTurn()));
    sinceMs = performance.now();
  }
}

/** A body that is made while it is sent, at that pace. */
export function streamInTurns(json: JsonInPieces): Readable {
  return Readable.from(pace(json.pieces()), { objectMode: false });
}
