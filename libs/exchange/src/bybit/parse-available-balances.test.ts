import { describe, expect, test } from 'vitest';
import { Row } from '../row.ts';
import { Unreadable } from '../unreadable.ts';
import { parseAvailableBalances } from './parse-available-balances.ts';
import type { BybitMarkets } from './parse-markets.ts';
import { parseKlines, parseSpread } from './read-market-facts.ts';

const markets = new Map([['TAGUSDT', { settleCoin: 'USDT' }], ['TAGPERP', { settleCoin: 'USDC' }]]) as unknown as BybitMarkets;
const coin = { coin: 'USDT', walletBalance: '1000', locked: '0', totalPositionIM: '100', totalOrderIM: '50', unrealisedPnl: '-20' };
const wallet = (changes: object = {}) => ({ retCode: 0, result: { list: [{ accountType: 'UNIFIED', totalAvailableBalance: '5000.5', coin: [coin], ...changes }] } });
const read = (payload: unknown, isIsolated: boolean) => [...parseAvailableBalances(payload, ['TAGUSDT', 'TAGPERP', 'ELSEUSDT'], markets, isIsolated)].map(([symbol, balance]) => [symbol, balance.toFixed()]);

describe('what is available at Bybit', () => {
  test('is the whole account’s with cross margin', () => {
    expect(read(wallet(), false)).toEqual([['TAGUSDT', '5000.5'], ['TAGPERP', '5000.5']]);
  });

  test('is what of the settle coin nothing is bound to with isolated margin, where the account-wide fields say nothing', () => {
    expect(read(wallet({ totalAvailableBalance: '' }), true)).toEqual([['TAGUSDT', '830'], ['TAGPERP', '0']]);
    expect(read(wallet({ coin: [{ ...coin, totalPositionIM: '2000' }] }), true)[0]).toEqual(['TAGUSDT', '0']);
    expect(read(wallet({ coin: [{ ...coin, unrealisedPnl: '500' }] }), true)[0]).toEqual(['TAGUSDT', '850']);
  });

  test.each([[wallet({ totalAvailableBalance: '' }), false], [{ retCode: 0, result: { list: [] } }, false], [wallet({ coin: [{ coin: 'USDT' }] }), true]])('is unreadable when the answer does not tell it: %j', (payload, isIsolated) => {
    expect(() => read(payload, isIsolated)).toThrow(Unreadable);
  });
});

test('candles and best prices of Bybit are read as they are told, and of the market that was asked for', () => {
  const list = [['1670608860000', '17071', '17073', '17027', '17055.5', '268611', '15.74462667']];
  expect(parseKlines({ retCode: 0, result: { symbol: 'TAGUSDT', category: 'linear', list } }, 'TAGUSDT')).toMatchObject([{ openMs: 1_670_608_860_000 }]);
  expect(parseKlines({ retCode: 0, result: { symbol: 'TAGUSDT', list } }, 'TAGUSDT')[0]?.quoteVolume.toFixed()).toBe('15.74462667');
  expect(() => parseKlines({ retCode: 0, result: { symbol: 'ELSEUSDT', list } }, 'TAGUSDT')).toThrow(Unreadable);
  expect(parseSpread(new Row({ bid1Price: '99', ask1Price: '101' }, 'ticker'))?.toFixed()).toBe('2');
  expect(parseSpread(new Row({ bid1Price: '', ask1Price: '101' }, 'ticker'))).toBeNull();
});
