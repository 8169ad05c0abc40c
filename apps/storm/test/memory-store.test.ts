import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anyCall, anyRecoveryCall, type Call } from './twin-books/any-call.ts';
import { openTwinBooks, type TwinBooks } from './twin-books/open-twins.ts';
import { begin, Player } from './twin-books/play.ts';
import { memoryTables, postgresTables } from './twin-books/read-tables.ts';

/** A look costs as much as five calls. */
const LOOK_EVERY = 3;
/** A sequence that failed is made shorter for so long, and told then. */
const SHRINK_MS = 200_000;

describe('the books in memory', () => {
  let twins: TwinBooks;
  beforeAll(async () => {
    twins = await openTwinBooks();
  });
  afterAll(() => twins.close());

  /** Plays the calls on both sides; fails at the first answer, look or table that differs. */
  async function playBoth(calls: readonly Call[]): Promise<void> {
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

  test('answer, and hold, what Postgres does, whatever is called in whatever order', async () => {
    await fc.assert(fc.asyncProperty(fc.array(anyCall, { minLength: 1, maxLength: 50, size: 'max' }), playBoth), { numRuns: 60, interruptAfterTimeLimit: SHRINK_MS, markInterruptAsFailure: true });
  }, 240_000);

  test('are put back and recovered as those in Postgres', async () => {
    const calls = fc.array(fc.oneof({ weight: 2, arbitrary: anyRecoveryCall }, { weight: 1, arbitrary: anyCall }), { minLength: 1, maxLength: 40, size: 'max' });
    await fc.assert(fc.asyncProperty(calls, playBoth), { numRuns: 60, interruptAfterTimeLimit: SHRINK_MS, markInterruptAsFailure: true });
  }, 240_000);
});
