import { describe, expect, test } from 'vitest';
import { fault } from '../src/exhaustive/carry-out.ts';
import { areAllClosed, fills, held, isStop, MINUTE_MS, open, pages, rows, stops, type Venue, VENUES } from './one-position.ts';

/** Refusals of a stop, each of another kind: malformed, against the rules of the market, for the state of the account, trouble of the servers, and one that no table knows. */
const CODES: Record<Venue, readonly number[]> = {
  binance: [-1102, -1111, -2010, -2019, -4045, -4120, -4130, -1000, -1007, -9_999],
  bybit: [10_001, 110_003, 110_007, 110_009, 110_017, 110_072, 10_016, 10_000, 99_999],
};

describe.each(VENUES)('at %s', (venue) => {
  test.each(CODES[venue])('10001: a position whose every stop is refused with %i ends flat, and is not forgotten', async (code) => {
    const wave = await open(venue, { weather: (call) => (isStop(call) ? [fault('refuse', { code, httpStatus: venue === 'binance' ? 400 : 200, message: 'refused' })] : []) });
    expect(await wave.workUntil(() => fills(wave).length > 1, 2 * MINUTE_MS)).toBe(true);
    // The row holds its key until it is known of each stop that none of them rests.
    expect(await wave.workUntil(() => rows(wave).length === 1 && areAllClosed(wave), 2 * MINUTE_MS)).toBe(true);
    expect({ held: held(wave), stops: stops(wave).length, sides: fills(wave).map(({ side }) => side), pages: pages(wave) }).toEqual({ held: '0', stops: 0, sides: ['buy', 'sell'], pages: [] });
  });

  test('a stop that is denied for three minutes has not been tried: it rests once it is let through, and nothing is closed', async () => {
    const denial = venue === 'binance' ? { code: -1008, httpStatus: 503, message: 'Request throttled by system-level protection.' } : { code: 110_079, httpStatus: 200, message: 'The order is processing' };
    const wave = await open(venue, { weather: (call, openedMs) => (isStop(call) && openedMs < 3 * MINUTE_MS ? [fault('refuse', denial)] : []) });
    expect(await wave.workUntil(() => wave.isProtected(wave.symbol), 3 * MINUTE_MS - 1_000)).toBe(false);
    expect(await wave.workUntil(() => wave.isProtected(wave.symbol), 20_000)).toBe(true);
    expect({ stops: stops(wave).length, sides: fills(wave).map(({ side }) => side) }).toEqual({ stops: 1, sides: ['buy'] });
  });
});
