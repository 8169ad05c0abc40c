import { describe, expect, test } from 'vitest';
import { Unreadable } from '../unreadable.ts';
import { Row } from '../row.ts';
import { parseAvailableBalances } from './parse-available-balances.ts';
import type { BinanceMarkets } from './parse-markets.ts';
import { parseOpenInterest, parseSpread } from './read-market-facts.ts';

const markets = new Map([['TAGUSDT', { marginAsset: 'USDT' }], ['TAGUSDC', { marginAsset: 'USDC' }]]) as unknown as BinanceMarkets;
/** As the venue's documentation shows a row. */
const row = (asset: string, availableBalance: string) => ({ accountAlias: 'SgsR', asset, balance: '122607.35137903', availableBalance, marginAvailable: true, updateTime: 1_617_939_110_373 });

describe('what is available at Binance', () => {
  test('is that of the margin asset of each symbol, nothing where the account has none of it', () => {
    const balances = parseAvailableBalances([row('USDT', '23.72469206'), row('BNB', '1')], ['TAGUSDT', 'TAGUSDC', 'ELSEUSDT'], markets);
    expect([...balances].map(([symbol, balance]) => [symbol, balance.toFixed()])).toEqual([['TAGUSDT', '23.72469206'], ['TAGUSDC', '0']]);
  });

  test('is unreadable when a row is odd', () => {
    expect(() => parseAvailableBalances([{ ...row('USDT', '1'), availableBalance: 1 }], ['TAGUSDT'], markets)).toThrow(Unreadable);
  });
});

test('open interest and best prices of Binance are read as they are told, and of the market that was asked for', () => {
  expect(parseOpenInterest({ openInterest: '10659.509', symbol: 'TAGUSDT', time: 1 }, 'TAGUSDT').toFixed()).toBe('10659.509');
  expect(() => parseOpenInterest({ openInterest: '1', symbol: 'ELSEUSDT' }, 'TAGUSDT')).toThrow(Unreadable);
  expect(parseSpread(new Row({ bidPrice: '99', askPrice: '101' }, 'book'))?.toFixed()).toBe('2');
  expect(parseSpread(new Row({ bidPrice: '0.0', askPrice: '101' }, 'book'))).toBeNull();
});
