import { DEFAULT_BOUNDS } from '@breakwater/core';
import { listOpenConditionalOrders } from '@breakwater/paper';
import { describe, expect, test } from 'vitest';
import { openSmallWave } from './small-wave.ts';

const DAY_MS = 86_400_000;
/** A page of seven days at a time, over a slow line. */
const PAGE_MS = 250;
const readingMs = (method: string, values: readonly unknown[], nowMs: number): number => (method === 'readExecutions' ? Math.ceil((nowMs - Number(values[1])) / (7 * DAY_MS)) * PAGE_MS : 0);

describe.each(['binance', 'bybit'] as const)('a position at %s', (venue) => {
  test.each([
    ['whose executions take longer to read than a look stays true', 80, 15_000],
    ['that is older than any execution that the exchange keeps', 800, 60_000],
  ])('%s is closed in the books soon after somebody has closed it, and its stop goes', async (_, days, withinMs) => {
    const wave = await openSmallWave(venue, { symbolCount: 1, bounds: DEFAULT_BOUNDS, callMs: readingMs });
    const [symbol] = wave.symbols as [string];
    expect(await wave.workUntil(() => wave.isProtected(symbol), 10_000)).toBe(true);
    wave.beAway(days * DAY_MS);
    wave.closeByHand(symbol);
    const row = () => [...wave.books.positions.values()][0]!;
    expect(await wave.workUntil(() => row().status === 'closed', withinMs)).toBe(true);
    expect(row().closeReason).toBe('manual');
    expect(listOpenConditionalOrders(wave.venue.exchange, wave.venue.account, symbol, wave.nowMs())).toEqual([]);
    expect(wave.books.pages.size).toBe(0);
  }, 120_000);
});
