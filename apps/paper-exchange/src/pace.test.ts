import { describe, expect, test } from 'vitest';
import { pace } from './pace.ts';

describe('work that can wait', () => {
  test('lets others have their turn while it goes on', async () => {
    let hasHadTurn = false;
    setImmediate(() => {
      hasHadTurn = true;
    });
    let made = 0;
    // Far more than fits into one turn, and it ends as soon as somebody else has had one.
    function* pieces(): Generator<string> {
      while (!hasHadTurn && made < 5_000_000) yield String(made++);
    }
    let got = 0;
    for await (const _ of pace(pieces())) got++;
    expect(hasHadTurn).toBe(true);
    expect(got).toBe(made);
  });

  test('comes out whole and in order', async () => {
    const pieces = Array.from({ length: 1000 }, (_, index) => `${index},`);
    let text = '';
    for await (const piece of pace(pieces)) text += piece;
    expect(text).toBe(pieces.join(''));
  });
});
