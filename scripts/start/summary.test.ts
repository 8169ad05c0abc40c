import { describe, expect, test } from 'vitest';
import { isProtected, type HeldPosition, type RestingStop } from './exchange-state.ts';
import { percentile } from './summary.ts';

const key = { exchange: 'binance', account: 'main', symbol: 'BTCUSDT', leg: 'net' };
const long: HeldPosition = { ...key, side: 'long', quantity: '0.010' };
const stop: RestingStop = { ...key, side: 'sell', type: 'stop_market', quantity: '0.01', closePosition: false, reduceOnly: true };

describe('isProtected', () => {
  test.each<[string, RestingStop[], boolean]>([
    ['one stop of the whole size', [stop], true],
    ['one stop that closes whatever is held', [{ ...stop, quantity: null, closePosition: true, reduceOnly: false }], true],
    ['none', [], false],
    ['two stops', [stop, stop], false],
    ['a smaller stop', [{ ...stop, quantity: '0.009' }], false],
    ['a larger stop', [{ ...stop, quantity: '0.011' }], false],
    ['a stop on the same side', [{ ...stop, side: 'buy' }], false],
    ['a stop that may increase', [{ ...stop, reduceOnly: false }], false],
    ['a take-profit', [{ ...stop, type: 'take_profit_market' }], false],
    ['a stop of another symbol', [{ ...stop, symbol: 'ETHUSDT' }], false],
  ])('%s', (_what, stops, answer) => {
    expect(isProtected(long, stops)).toBe(answer);
  });
});

describe('percentile', () => {
  test('is the smallest value that the share does not exceed', () => {
    expect([0.5, 0.99, 1].map((share) => percentile([40, 10, 30, 20], share))).toEqual([20, 40, 40]);
  });

  test('of nothing is 0', () => {
    expect(percentile([], 0.99)).toBe(0);
  });
});
