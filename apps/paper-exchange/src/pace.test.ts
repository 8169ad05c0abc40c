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

  test('goes one piece of work at a time, however much of it there is', async () => {
    const workers = 8;
    const turns: Set<number>[] = [new Set()];
    let isOver = false;
    const count = (): void => {
      turns.push(new Set());
      isOver = turns.length > 40;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    function* pieces(worker: number): Generator<string> {
      while (!isOver) {
        turns.at(-1)!.add(worker);
        yield '.';
      }
    }
    const work = async (worker: number): Promise<void> => {
      for await (const _ of pace(pieces(worker)));
    };
    await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)));
    // Each begins at once. Afterwards a turn, counted from somewhere within it, is the end of one's work and the beginning of another's.
    expect(Math.max(...turns.slice(2).map(({ size }) => size))).toBeLessThanOrEqual(2);
    expect(new Set(turns.slice(2).flatMap((each) => [...each])).size).toBe(workers);
  });

  test('comes out whole and in order', async () => {
    const pieces = Array.from({ length: 1000 }, (_, index) => `${index},`);
    let text = '';
    for await (const piece of pace(pieces)) text += piece;
    expect(text).toBe(pieces.join(''));
  });
});
