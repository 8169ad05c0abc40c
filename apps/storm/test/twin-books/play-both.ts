import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Call } from './any-call.ts';
import { openTwinBooks, type TwinBooks } from './open-twins.ts';
import { begin, Player } from './play.ts';
import { memoryTables, postgresTables } from './read-tables.ts';

/** A look costs as much as five calls. */
const LOOK_EVERY = 3;

/** Plays the calls on both sides; fails at the first answer, look or table that differs. */
async function playBoth(twins: TwinBooks, calls: readonly Call[]): Promise<void> {
  const both = await twins.fresh();
  const [postgres, memory] = [new Player(both.postgres), new Player(both.memory)];
  await begin(postgres);
  await begin(memory);
  for (const [index, call] of calls.entries()) {
    await both.passTime(call.afterMs);
    const [real, double] = [await postgres.play(call), await memory.play(call)];
    expect(double.answer, `${call.call}: ${real.why || 'answered'} | ${double.why || 'answered'}`).toEqual(real.answer);
    const isLooked = index % LOOK_EVERY === 0 || index === calls.length - 1;
    if (isLooked) expect(await memory.look(), call.call).toEqual(await postgres.look());
  }
  expect(memoryTables(both, memory)).toEqual(await postgresTables(both, postgres));
}

/** A sequence that failed is made shorter for so long, and told then. */
const SHRINK_MS = 200_000;

/** Opens both sides for a file of tests; gives what plays so many drawn sequences on them. */
export function useTwinBooks(): (calls: fc.Arbitrary<Call[]>, numRuns: number) => Promise<void> {
  let twins: TwinBooks;
  beforeAll(async () => {
    twins = await openTwinBooks();
  });
  afterAll(() => twins.close());
  return (calls, numRuns) => fc.assert(fc.asyncProperty(calls, (drawn) => playBoth(twins, drawn)), { numRuns, interruptAfterTimeLimit: SHRINK_MS, markInterruptAsFailure: true });
}
