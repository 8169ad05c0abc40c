import fc from 'fast-check';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { anyCall } from './twin-books/any-call.ts';
import { openTwinBooks, type TwinBooks } from './twin-books/open-twins.ts';
import { playBoth } from './twin-books/play-both.ts';

/** A sequence that failed is made shorter for so long, and told then. */
const SHRINK_MS = 200_000;

describe('the books in memory', () => {
  let twins: TwinBooks;
  beforeAll(async () => {
    twins = await openTwinBooks();
  });
  afterAll(() => twins.close());

  test('answer, and hold, what Postgres does, whatever is called in whatever order', async () => {
    const calls = fc.array(anyCall, { minLength: 1, maxLength: 50, size: 'max' });
    await fc.assert(fc.asyncProperty(calls, (drawn) => playBoth(twins, drawn)), { numRuns: 60, interruptAfterTimeLimit: SHRINK_MS, markInterruptAsFailure: true });
  }, 240_000);
});
