import { expect, test } from 'vitest';
import { reloadSeldom } from './reload-seldom.ts';

test('reloads at the first wish, then no more often than it may, and a failed reload does not count', async () => {
  let nowMs = 0;
  let isAway = false;
  const asked: boolean[] = [];
  const markets = reloadSeldom(
    (reload) => {
      asked.push(reload);
      return reload && isAway ? Promise.reject(new Error('away')) : Promise.resolve('listed');
    },
    10_000,
    () => nowMs,
  );
  const ask = async (atMs: number, reload?: boolean): Promise<boolean | undefined> => {
    nowMs = atMs;
    await markets(reload).catch(() => undefined);
    return asked.at(-1);
  };
  expect([await ask(0), await ask(1, true), await ask(9_999, true), await ask(10_000, true)]).toEqual([false, true, false, false]);
  isAway = true;
  expect([await ask(10_001, true), await ask(10_002, true)]).toEqual([true, true]);
});
