import { DEFAULT_BOUNDS } from '@breakwater/core';
import { listOpenConditionalOrders, readPosition } from '@breakwater/paper';
import type { Fault } from '@breakwater/paper-venue';
import { describe, expect, test } from 'vitest';
import { fault } from '../src/exhaustive/carry-out.ts';
import type { PortCall } from '../src/exhaustive/place.ts';
import { openSmallWave, type SmallWave } from './small-wave.ts';

const TEN_MINUTES_MS = 600_000;
/** So an exchange says that it will not: Binance "reduce-only order is rejected", Bybit "current position is zero, cannot fix reduce-only order qty". */
const refusals = { binance: { code: -2022, httpStatus: 400, message: 'ReduceOnly Order is rejected.' }, bybit: { code: 110_017, httpStatus: 200, message: 'current position is zero, cannot fix reduce-only order qty' } };

const isExit = ({ method, values }: PortCall): boolean => method === 'send' && (values[0] as { readonly type?: string; readonly reduceOnly?: boolean }).type === 'market' && (values[0] as { readonly reduceOnly?: boolean }).reduceOnly === true;

/** An exchange that refuses every close until `untilMs` after the beginning, and keeps when it did. */
function refusingExits(venue: 'binance' | 'bybit', untilMs: number): { readonly weather: (call: PortCall, openedMs: number) => readonly Fault[]; readonly refusedAtMs: number[] } {
  const refusedAtMs: number[] = [];
  const weather = (call: PortCall, openedMs: number): readonly Fault[] => {
    if (!isExit(call) || openedMs >= untilMs) return [];
    refusedAtMs.push(openedMs);
    return [fault('refuse', refusals[venue])];
  };
  return { weather, refusedAtMs };
}

const held = ({ venue: { account } }: SmallWave, symbol: string) => readPosition(account, symbol, 'net').quantity;
const stopsOf = (wave: SmallWave, symbol: string) => listOpenConditionalOrders(wave.venue.exchange, wave.venue.account, symbol, wave.nowMs());
const pages = (wave: SmallWave): string[] => [...wave.books.pages.values()].map(({ subject }) => subject.split('.')[0]!);

describe.each(['binance', 'bybit'] as const)('while %s refuses every close for ten minutes', (venue) => {
  test('a position beyond its stop is closed again and again with growing pauses, a person is told, and nothing flips', async () => {
    const { weather, refusedAtMs } = refusingExits(venue, TEN_MINUTES_MS);
    const wave = await openSmallWave(venue, { symbolCount: 1, bounds: DEFAULT_BOUNDS, weather, price: '3000' });
    const [symbol] = wave.symbols as [string];
    expect(await wave.workUntil(() => wave.isProtected(symbol), 10_000)).toBe(true);
    // The stop is gone, and where it lay nothing can rest any more.
    wave.cancelStopsByHand(symbol);
    wave.movePrice(symbol, '2900');
    const size = held(wave, symbol);
    await wave.workUntil(() => !held(wave, symbol).eq(size), TEN_MINUTES_MS - 20_000);
    expect(held(wave, symbol).toFixed()).toBe(size.toFixed());
    expect(pages(wave)).toContain('stuck-exit');
    const pauses = refusedAtMs.slice(1).map((atMs, index) => atMs - refusedAtMs[index]!);
    expect(refusedAtMs.length).toBeGreaterThan(20);
    expect(pauses.slice(0, 3).every((pauseMs, index) => index === 0 || pauseMs > pauses[index - 1]!)).toBe(true);
    expect(Math.max(...pauses)).toBeLessThan(30_000);
    // Once it lets them through again, one of them is enough.
    expect(await wave.workUntil(() => [...wave.books.positions.values()].every(({ status }) => status === 'closed'), 120_000)).toBe(true);
    expect(held(wave, symbol).eq('0')).toBe(true);
    expect(wave.venue.account.unintendedIncreases).toEqual([]);
  }, 120_000);

  test('a position that is to be closed for its age rests under its stop all the while', async () => {
    const { weather, refusedAtMs } = refusingExits(venue, TEN_MINUTES_MS);
    const age = { fromMs: 5_000, costPercent: '9', breakEvenForMs: 0, lossPercentPerHour: '1', closeAtMs: 30_000 };
    const wave = await openSmallWave(venue, { symbolCount: 1, bounds: DEFAULT_BOUNDS, weather, price: '3000', stop: { percent: '2', age } });
    const [symbol] = wave.symbols as [string];
    expect(await wave.workUntil(() => refusedAtMs.length > 3, 60_000)).toBe(true);
    // Somebody takes the stop away meanwhile.
    wave.cancelStopsByHand(symbol);
    expect(await wave.workUntil(() => stopsOf(wave, symbol).length === 1, 20_000)).toBe(true);
    expect(await wave.workUntil(() => stopsOf(wave, symbol).length !== 1, TEN_MINUTES_MS / 2)).toBe(false);
    expect(await wave.workUntil(() => [...wave.books.positions.values()].every(({ status }) => status === 'closed'), TEN_MINUTES_MS)).toBe(true);
    expect({ held: held(wave, symbol).toFixed(), stops: stopsOf(wave, symbol).length, reason: [...wave.books.positions.values()][0]!.closeReason }).toEqual({ held: '0', stops: 0, reason: 'exit' });
  }, 120_000);
});
