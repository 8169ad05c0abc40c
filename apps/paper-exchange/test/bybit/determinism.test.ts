import { encodeSnapshot } from '@breakwater/paper';
import { expect, test } from 'vitest';
import { openBybitVenue } from './bybit-venue.ts';
import { create, linear, stop, symbol, tradingStop } from './trading.ts';

/** Runs the same requests against a fresh venue. Returns everything that it said, and its state. */
function run(seed: number): string {
  const venue = openBybitVenue({ seed, rules: { matchAfterMs: 3 }, markets: 80 });
  const said: unknown[] = [];
  venue.faults.add({ kind: 'unknown-reply', match: {}, nth: 1, probability: 0.4, times: 5 });
  const steps: readonly (() => unknown)[] = [
    () => create(venue, { orderLinkId: 'a', stopLoss: '0.0003' }),
    () => create(venue, {}),
    () => stop(venue, {}),
    () => tradingStop(venue, { takeProfit: '0.0004' }),
    () => venue.get('/v5/order/realtime', linear),
    () => venue.price(symbol, '0.0003'),
    () => venue.get('/v5/order/realtime', { ...linear, openOnly: 1 }),
    () => venue.get('/v5/order/history', linear),
    () => venue.get('/v5/execution/list', linear),
    () => venue.get('/v5/position/list', linear),
    () => venue.get('/v5/account/wallet-balance', { accountType: 'UNIFIED' }),
    () => venue.get('/v5/market/instruments-info', { category: 'linear' }),
  ];
  for (const step of steps) {
    said.push(step(), venue.lastHeaders());
    venue.clock.advance(7);
  }
  return JSON.stringify(said) + encodeSnapshot(venue.exchange);
}

test('the same seed and the same requests give the same bytes', () => {
  expect(run(11)).toBe(run(11));
});
