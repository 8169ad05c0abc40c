import { expect, test } from 'vitest';
import { settingOf } from './setting.ts';

test('seeds that follow each other go through all venues and position modes in turn', () => {
  const seen = [1, 2, 3, 4, 5].map((seed) => settingOf(seed)).map(({ exchange, mode }) => `${exchange} ${mode}`);
  expect(new Set(seen.slice(0, 4))).toEqual(new Set(['binance one-way', 'bybit one-way', 'binance hedge', 'bybit hedge']));
  expect(seen[4]).toBe(seen[0]);
});

test('what is pinned goes before what the seed says', () => {
  for (const seed of [1, 2, 3, 4]) {
    expect(settingOf(seed, { exchange: 'bybit' })).toEqual({ exchange: 'bybit', mode: settingOf(seed).mode });
    expect(settingOf(seed, { exchange: 'binance', mode: 'hedge' })).toEqual({ exchange: 'binance', mode: 'hedge' });
  }
});
