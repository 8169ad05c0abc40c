import type { PassOnRecord } from '@breakwater/db';
import { expect, test } from 'vitest';
import { hasMissed } from './has-missed.ts';

const older: PassOnRecord = { endedMsAgo: 70_000, beganMsAgo: 70_200, differences: [] };
const newer: PassOnRecord = { endedMsAgo: 10_000, beganMsAgo: 10_200, differences: ['ghost TAGUSDT'] };
const silent = { openMsAgo: 100_000, eventMsAgo: 80_000 };

test('a difference that is new, on a stream that stood and told of nothing, was missed', () => {
  expect(hasMissed([newer, older], silent, 3_000)).toBe(true);
  expect(hasMissed([newer, older], { ...silent, eventMsAgo: null }, 3_000)).toBe(true);
});

test.each([
  ['nothing differs: the account is quiet', [{ ...newer, differences: [] }, older], silent],
  ['the difference was there before', [newer, { ...older, differences: newer.differences }], silent],
  ['something came since the pass before began to look', [newer, older], { ...silent, eventMsAgo: 70_100 }],
  ['the connection is younger than the pass before', [newer, older], { ...silent, openMsAgo: 70_100 }],
  ['the newer pass is so young that an event may be on its way', [{ ...newer, endedMsAgo: 2_000 }, older], silent],
  ['there was one pass only', [newer], silent],
  ['there was none', [], silent],
] as const)('nothing was missed where %s', (_what, passes, ages) => {
  expect(hasMissed(passes, ages, 3_000)).toBe(false);
});
