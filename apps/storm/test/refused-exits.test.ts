import type { Fault } from '@breakwater/paper-venue';
import { describe, expect, test } from 'vitest';
import { fault } from '../src/exhaustive/carry-out.ts';
import type { PortCall } from '../src/exhaustive/place.ts';
import { areAllClosed, held, isExit, MINUTE_MS, open, openProtected, pages, rows, stops, type Venue, VENUES } from './one-position.ts';

const TEN_MINUTES_MS = 10 * MINUTE_MS;
/** So an exchange says that it will not: Binance "reduce-only order is rejected", Bybit "current position is zero, cannot fix reduce-only order qty". */
const refusals = { binance: { code: -2022, httpStatus: 400, message: 'ReduceOnly Order is rejected.' }, bybit: { code: 110_017, httpStatus: 200, message: 'current position is zero, cannot fix reduce-only order qty' } };

/** An exchange that refuses every close until `untilMs` after the beginning, and keeps when it did. */
function refusingExits(venue: Venue, untilMs: number): { readonly weather: (call: PortCall, openedMs: number) => readonly Fault[]; readonly refusedAtMs: number[] } {
  const refusedAtMs: number[] = [];
  const weather = (call: PortCall, openedMs: number): readonly Fault[] => {
    if (!isExit(call) || openedMs >= untilMs) return [];
    refusedAtMs.push(openedMs);
    return [fault('refuse', refusals[venue])];
  };
  return { weather, refusedAtMs };
}

describe.each(VENUES)('while %s refuses every close for ten minutes', (venue) => {
  test('a position beyond its stop is closed again and again with growing pauses, a person is told, and nothing flips', async () => {
    const { weather, refusedAtMs } = refusingExits(venue, TEN_MINUTES_MS);
    const wave = await openProtected(venue, { weather });
    // The stop is gone, and where it lay nothing can rest any more.
    wave.cancelStopsByHand(wave.symbol);
    wave.movePrice(wave.symbol, '2900');
    const size = held(wave);
    await wave.workUntil(() => held(wave) !== size, TEN_MINUTES_MS - 20_000);
    expect(held(wave)).toBe(size);
    expect(pages(wave)).toContain('stuck-exit');
    const pauses = refusedAtMs.slice(1).map((atMs, index) => atMs - refusedAtMs[index]!);
    expect(refusedAtMs.length).toBeGreaterThan(20);
    expect(pauses.slice(0, 3).every((pauseMs, index) => index === 0 || pauseMs > pauses[index - 1]!)).toBe(true);
    expect(Math.max(...pauses)).toBeLessThan(30_000);
    // Once it lets them through again, one of them is enough.
    expect(await wave.workUntil(() => areAllClosed(wave), 120_000)).toBe(true);
    expect(held(wave)).toBe('0');
    expect(wave.venue.account.unintendedIncreases).toEqual([]);
  }, 120_000);

  test('a position that is to be closed for its age rests under its stop all the while', async () => {
    const { weather, refusedAtMs } = refusingExits(venue, TEN_MINUTES_MS);
    const age = { fromMs: 5_000, costPercent: '9', breakEvenForMs: 0, lossPercentPerHour: '1', closeAtMs: 30_000 };
    const wave = await open(venue, { weather, stop: { percent: '2', age } });
    expect(await wave.workUntil(() => refusedAtMs.length > 3, 60_000)).toBe(true);
    // Somebody takes the stop away meanwhile.
    wave.cancelStopsByHand(wave.symbol);
    expect(await wave.workUntil(() => stops(wave).length === 1, 20_000)).toBe(true);
    expect(await wave.workUntil(() => stops(wave).length !== 1, TEN_MINUTES_MS / 2)).toBe(false);
    expect(await wave.workUntil(() => areAllClosed(wave), TEN_MINUTES_MS)).toBe(true);
    expect({ held: held(wave), stops: stops(wave).length, reason: rows(wave)[0]!.closeReason }).toEqual({ held: '0', stops: 0, reason: 'exit' });
  }, 120_000);
});
