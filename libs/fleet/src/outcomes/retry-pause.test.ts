import { expect, test } from 'vitest';
import { retryPauseMs } from './retry-pause.ts';

test('doubles from one second to five minutes, of which half is drawn', () => {
  expect([1, 2, 3, 9, 10, 1_000_000].map((failures) => retryPauseMs(failures, 1, null))).toEqual([1_000, 2_000, 4_000, 256_000, 300_000, 300_000]);
  expect([1, 10].map((failures) => retryPauseMs(failures, 0, null))).toEqual([500, 150_000]);
});

test('is at least what the receiver asks for, up to an hour', () => {
  expect([null, 100, 60_000, 86_400_000].map((askedMs) => retryPauseMs(1, 1, askedMs))).toEqual([1_000, 1_000, 60_000, 3_600_000]);
});
