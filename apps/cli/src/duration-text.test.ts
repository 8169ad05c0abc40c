import { expect, test } from 'vitest';
import { durationText } from './duration-text.ts';

test.each([
  [0, '0ms'],
  [118.4, '118ms'],
  [4_000, '4s'],
  [192_000, '3m12s'],
  [7_500_000, '2h5m'],
  [781_200_000, '9d1h'],
  [86_400_000, '1d'],
])('%d ms are told as %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
