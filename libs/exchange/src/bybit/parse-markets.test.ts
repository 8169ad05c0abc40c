import { describe, expect, test } from 'vitest';
import { aContract } from '../../test/bybit-replies.ts';
import { Unreadable } from '../unreadable.ts';
import { parseMarkets } from './parse-markets.ts';

const read = (row: unknown) => [...parseMarkets([aContract(), row]).values()][1];

describe('parseMarkets', () => {
  test('reads the rules of a contract exactly', () => {
    const market = parseMarkets([aContract()]).get('TAGUSDT')!;
    expect([market.tick.toFixed(7), market.step.toFixed(), market.quantityMin.toFixed(), market.marketQuantityMax.toFixed(), market.notionalMin.toFixed()]).toEqual([
      ...['0.0000001', '1', '1', '50000000', '5'],
    ]);
    expect(market).toMatchObject({ isTrading: true, settleCoin: 'USDT', aliases: ['TAGUSDT', 'TAG/USDT', 'TAG/USDT:USDT'] });
  });

  test('knows a contract that is settled in USDC by its pair', () => {
    const market = read({ ...aContract(), symbol: 'BTCPERP', baseCoin: 'BTC', quoteCoin: 'USDC', settleCoin: 'USDC' });
    expect(market?.aliases).toEqual(['BTCPERP', 'BTC/USDC', 'BTC/USDC:USDC']);
  });

  test('knows a dated contract by its id alone', () => {
    expect(read({ ...aContract(), symbol: 'BTCUSDT-25DEC26', contractType: 'LinearFutures' })?.aliases).toEqual(['BTCUSDT-25DEC26']);
  });

  test.each(['PreLaunch', 'Delivering', 'Closed'])('knows that a contract which is %s does not trade', (status) => {
    expect(read({ ...aContract(), symbol: 'X', status })?.isTrading).toBe(false);
  });

  test('leaves out a contract settled in a coin whose positions are not read', () => {
    expect(read({ ...aContract(), symbol: 'X', settleCoin: 'BTC' })).toBeUndefined();
  });

  test.each([{ priceFilter: {} }, { priceFilter: { tickSize: '0' } }, { lotSizeFilter: null }, { symbol: '' }, { status: 5 }])('leaves out a contract with %j, and keeps the others', (change) => {
    expect(read({ ...aContract(), symbol: 'X', ...change })).toBeUndefined();
  });

  test('has nothing to say when no contract can be read', () => {
    expect(() => parseMarkets([])).toThrow(Unreadable);
  });
});
