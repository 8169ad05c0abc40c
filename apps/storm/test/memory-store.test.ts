import fc from 'fast-check';
import { describe, test } from 'vitest';
import { anyCall } from './twin-books/any-call.ts';
import { useTwinBooks } from './twin-books/play-both.ts';

describe('the books in memory', () => {
  const play = useTwinBooks();

  test('answer, and hold, what Postgres does, whatever is called in whatever order', () => play(fc.array(anyCall, { minLength: 1, maxLength: 50, size: 'max' }), 60), 240_000);
});
