import { expect, test } from 'vitest';
import { inParallel } from './in-parallel.ts';

test('never more at once than allowed, and the results in the order of the items', async () => {
  let running = 0;
  let most = 0;
  const results = await inParallel([5, 4, 3, 2, 1, 0], 2, async (item) => {
    most = Math.max(most, (running += 1));
    for (let turns = 0; turns < item; turns += 1) await Promise.resolve();
    running -= 1;
    return item * 10;
  });
  expect([results, most]).toEqual([[50, 40, 30, 20, 10, 0], 2]);
  expect(await inParallel([], 2, async () => 1)).toEqual([]);
});
