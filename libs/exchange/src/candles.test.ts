import { describe, expect, test } from 'vitest';
import { CANDLES_WANTED, moveOfFiveMinutes, parseCandles, volumeOfHour } from './candles.ts';
import { percentOf, spreadOf } from './percent-of.ts';
import { decimal } from '@breakwater/core';
import { Unreadable } from './unreadable.ts';

const MINUTE_MS = 60_000;
const NOW_MS = 1_700_000_040_000 + 30_000;
/** The minute that is running. */
const RUNNING_MS = Math.floor(NOW_MS / MINUTE_MS) * MINUTE_MS;
/** A row of Binance: `minutesAgo` 0 is the running minute. */
const row = (minutesAgo: number, open: string, close: string, volume = '10'): unknown[] => [RUNNING_MS - minutesAgo * MINUTE_MS, open, open, open, close, '1', 0, volume];
const quiet = (count: number, from = 0) => Array.from({ length: count }, (_, index) => row(index + from, '100', '100'));
const read = (rows: readonly unknown[]) => parseCandles(rows, 7, 'candles');

describe('candles', () => {
  test('are read oldest first, whatever order they come in, and with times as text', () => {
    const rows = [row(0, '102', '103'), row(1, '101', '102')];
    const texts = rows.map(([openMs, ...rest]) => [String(openMs), ...rest]);
    expect(read(rows).map(({ open }) => open.toFixed())).toEqual(['101', '102']);
    expect(read(texts.toReversed())).toEqual(read(rows));
  });

  test.each([[{}], [[[]]], [[[0, '1', '1', '1', '1', '1', 0, '1']]], [[[NOW_MS, 1, 1, 1, 1, 1, 0, 1]]], [[[NOW_MS, '1', '1', '1', '1', '1', 0]]]])('are unreadable when they are %j', (rows) => {
    expect(() => read(rows as unknown[])).toThrow(Unreadable);
  });

  test('tell what was traded within the hour, and not before it', () => {
    expect(volumeOfHour(read(quiet(CANDLES_WANTED)), NOW_MS)?.toFixed()).toBe('600');
    expect(volumeOfHour(read(quiet(10)), NOW_MS)?.toFixed()).toBe('100');
  });

  test('tell how far the price has gone, up or down', () => {
    const moved = (close: string) => moveOfFiveMinutes(read([row(0, '100', close), ...quiet(7, 1)]), NOW_MS)?.toFixed();
    expect([moved('103'), moved('97'), moved('100')]).toEqual(['3', '3', '0']);
  });

  test('tell nothing of a market that has stopped, nor of a move before it was listed', () => {
    expect([volumeOfHour(read(quiet(60, 3)), NOW_MS), moveOfFiveMinutes(read(quiet(60, 3)), NOW_MS), volumeOfHour([], NOW_MS)]).toEqual([null, null, null]);
    expect(moveOfFiveMinutes(read(quiet(3)), NOW_MS)).toBeNull();
  });
});

test('a percentage without end is rounded up, and a spread is of the price half way', () => {
  expect(percentOf(decimal('1'), decimal('3')).toFixed()).toBe('33.33333334');
  expect(spreadOf(decimal('99'), decimal('101'))?.toFixed()).toBe('2');
});

test.each([[null, '101'], ['99', null], ['101', '99']])('a book of %s and %s has no spread', (bid, ask) => {
  expect(spreadOf(bid === null ? null : decimal(bid), ask === null ? null : decimal(ask))).toBeNull();
});
