import fc from 'fast-check';
import { describe, test } from 'vitest';
import { anyCall, anyRecoveryCall } from './twin-books/any-call.ts';
import { useTwinBooks } from './twin-books/play-both.ts';

describe('the books in memory', () => {
  const play = useTwinBooks();
  const around = fc.oneof({ weight: 2, arbitrary: anyRecoveryCall }, { weight: 1, arbitrary: anyCall });

  test('are put back and recovered as those in Postgres', () => play(fc.array(around, { minLength: 1, maxLength: 40, size: 'max' }), 40), 240_000);
});
