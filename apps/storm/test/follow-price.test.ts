import { readFileSync } from 'node:fs';
import { decimal, decimalText, DEFAULT_BOUNDS, type PositionSide, type StopRule } from '@breakwater/core';
import { listOpenConditionalOrders, readPosition } from '@breakwater/paper';
import { describe, expect, test } from 'vitest';
import { openSmallWave } from './small-wave.ts';

/** A price that runs ahead by four and a half per cent and falls back, and the same mirrored for a short. */
const file = readFileSync(new URL('prices/run-and-fall.csv', import.meta.url), 'utf8');
const rows = file.trim().split('\n').slice(1).map((line) => line.split(',') as [string, string]);
const ENTRY = decimal('3000');
const mirrored = (price: string, side: PositionSide): string => (side === 'long' ? price : decimalText(ENTRY.times('2').minus(price)));

interface Run {
  /** Each stop that came to rest alone: in which line of the file, and at what price. */
  readonly stops: readonly string[];
  /** In which line the position ended, and by what; empty while it stands. */
  readonly end: string;
  /** The fewest stops that rested at any moment while the position was open. */
  readonly fewest: number;
}

/** A position that is opened at 3000 under a plan, while its price goes through the file. */
async function follow(venue: 'binance' | 'bybit', stop: StopRule, side: PositionSide = 'long'): Promise<Run> {
  const wave = await openSmallWave(venue, { symbolCount: 1, bounds: DEFAULT_BOUNDS, stop, side, price: decimalText(ENTRY) });
  const [symbol] = wave.symbols as [string];
  expect(await wave.workUntil(() => wave.isProtected(symbol), 10_000)).toBe(true);
  const beganAtMs = wave.nowMs();
  const row = () => [...wave.books.positions.values()][0]!;
  const resting = () => listOpenConditionalOrders(wave.venue.exchange, wave.venue.account, symbol, wave.nowMs()).map(({ triggerPrice }) => triggerPrice.toFixed());
  const stops: string[] = [];
  let line = '0';
  let fewest = Number.POSITIVE_INFINITY;
  const watch = (): boolean => {
    if (row().status !== 'open') return row().status === 'closed';
    const now = resting();
    if (!readPosition(wave.venue.account, symbol, 'net').quantity.eq('0')) fewest = Math.min(fewest, now.length);
    const text = now[0] ?? 'none';
    if (now.length === 1 && stops.at(-1)?.split(' at ')[1] !== text) stops.push(`${line} s at ${text}`);
    return false;
  };
  for (const [index, [seconds, price]] of rows.entries()) {
    line = seconds;
    wave.movePrice(symbol, mirrored(price, side));
    const next = Number(rows[index + 1]?.[0] ?? Number(seconds) + 20);
    if (await wave.workUntil(watch, beganAtMs + next * 1_000 - wave.nowMs())) break;
  }
  // Thousands of looks a day that found nothing are nobody's reading.
  expect(wave.books.reports.filter(({ atMs, symbol: about, cause, acts }) => atMs < (row().closedAtMs ?? wave.nowMs()) && about !== null && cause === 'sweep' && (acts.length === 0 || JSON.stringify(acts).includes('follows the price"')))).toEqual([]);
  const { status, closeReason } = row();
  return { stops, end: status === 'closed' ? `${line} s: ${closeReason}` : '', fewest };
}

const breakEven = { atPercent: '1', keepPercent: '0.1' };
const trailing = { atPercent: '1.5', behindPercent: '1', stepPercent: '0.3' };

describe.each(['binance', 'bybit'] as const)('at %s', (venue) => {
  test.each<[string, StopRule, PositionSide, Omit<Run, 'fewest'>]>([
    ['a fixed percentage stays where it is', { percent: '2' }, 'long', { stops: ['0 s at 2940'], end: '' }],
    ['an absolute price stays where it is', { price: '2950.5' }, 'long', { stops: ['0 s at 2950.5'], end: '' }],
    ['break-even moves the stop once, ahead of the entry', { percent: '2', breakEven }, 'long', { stops: ['0 s at 2940', '60 s at 3003'], end: '' }],
    ['break-even of a short is the mirror of it', { percent: '2', breakEven }, 'short', { stops: ['0 s at 3060', '60 s at 2997'], end: '' }],
    ['a trailing stop follows the best price in steps, and ends the position by its own trigger', { percent: '2', trailing }, 'long', { stops: ['0 s at 2940', '100 s at 3016.53', '120 s at 3030.64', '140 s at 3059.1', '180 s at 3071.78', '220 s at 3108.6'], end: '320 s: stop' }],
    ['a trailing stop of a short is the mirror of it', { percent: '2', trailing }, 'short', { stops: ['0 s at 3060', '100 s at 2982.53', '120 s at 2968.13', '140 s at 2939.1', '180 s at 2926.17', '220 s at 2888.61'], end: '300 s: stop' }],
    ['both together: whichever is tighter', { percent: '2', breakEven, trailing }, 'long', { stops: ['0 s at 2940', '60 s at 3003', '100 s at 3016.53', '120 s at 3030.64', '140 s at 3059.1', '180 s at 3071.78', '220 s at 3108.6'], end: '320 s: stop' }],
    ['what has grown old goes as soon as its costs are covered', { percent: '2', age: { fromMs: 130_000, costPercent: '2.5', breakEvenForMs: 60_000, lossPercentPerHour: '1', closeAtMs: 600_000 } }, 'long', { stops: ['0 s at 2940'], end: '140 s: exit' }],
    ['what has grown too old goes at any price', { percent: '2', age: { fromMs: 30_000, costPercent: '9', breakEvenForMs: 3_600_000, lossPercentPerHour: '1', closeAtMs: 95_000 } }, 'short', { stops: ['0 s at 3060'], end: '80 s: exit' }],
  ])('%s', async (_, stop, side, expected) => {
    const { fewest, ...run } = await follow(venue, stop, side);
    expect(run).toEqual(expected);
    expect(fewest).toBeGreaterThan(0);
  }, 60_000);
});
