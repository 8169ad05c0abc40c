import { describe, expect, test } from 'vitest';
import type { SeedReport } from '../report/run-range.ts';
import { chooseMeetings } from './remembered-meetings.ts';

const met = (seed: number, ...pairs: string[]): SeedReport => ({ seed, violation: null, steps: 0, simulatedMs: 0, faults: [], pairs: pairs.map((pair) => [pair, 1] as const), passed: [] });

describe('the storms that are remembered for what they met', () => {
  test('are few, and meet between them all that was wanted and met by any', () => {
    expect(chooseMeetings([met(1, 'a'), met(2, 'a', 'b', 'c'), met(3, 'd', 'c'), met(4, 'x')], ['a', 'b', 'c', 'd', 'e'])).toEqual([2, 3]);
  });

  test('are none where nothing is wanted', () => {
    expect(chooseMeetings([met(1, 'a')], [])).toEqual([]);
  });
});
