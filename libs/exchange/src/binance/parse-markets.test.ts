import { resolveMarket } from '@breakwater/core';
import { describe, expect, test } from 'vitest';
import { aContract } from '../../test/binance-replies.ts';
import { parseMarkets } from './parse-markets.ts';

const markets = (...contracts: object[]) => parseMarkets({ symbols: contracts });
const withFilter = (filterType: string, change: object | null) => ({
  ...aContract(),
  filters: aContract().filters.flatMap((filter) => (filter.filterType !== filterType ? [filter] : change === null ? [] : [{ ...filter, ...change }])),
});

describe('parseMarkets', () => {
  test('reads the rules from the filters, not from the precisions', () => {
    const market = markets(aContract()).get('TAGUSDT')!;
    expect(market).toMatchObject({ symbol: 'TAGUSDT', isTrading: true, aliases: ['TAGUSDT', 'TAG/USDT', 'TAG/USDT:USDT'] });
    const rules = [market.tick, market.step, market.quantityMin, market.marketQuantityMax, market.notionalMin];
    expect(rules.map((value) => value.toFixed())).toEqual(['0.0000001', '1', '1', '50000000', '5']);
  });

  test.each(['TAGUSDT', 'tagusdt', 'TAG/USDT', 'tag/usdt', 'TAG/USDT:USDT'])('makes %s mean the contract', (text) => {
    const usdc = { ...aContract(), symbol: 'TAGUSDC', quoteAsset: 'USDC', marginAsset: 'USDC' };
    const dated = { ...aContract(), symbol: 'TAGUSDT_261225', contractType: 'CURRENT_QUARTER' };
    expect(resolveMarket(markets(usdc, dated, aContract()), text)?.symbol).toBe('TAGUSDT');
  });

  test('keeps a name that is not ASCII as the exchange writes it', () => {
    expect([...markets({ ...aContract(), symbol: '币安人生USDT', baseAsset: '币安人生' }).keys()]).toEqual(['币安人生USDT']);
  });

  test.each(['SETTLING', 'PENDING_TRADING', 'CLOSE'])('does not call a contract in status %s trading', (status) => {
    expect(markets({ ...aContract(), status }).get('TAGUSDT')?.isTrading).toBe(false);
  });

  test("takes the lot's maximum where market orders have none of their own", () => {
    expect(markets(withFilter('MARKET_LOT_SIZE', null)).get('TAGUSDT')?.marketQuantityMax.toFixed()).toBe('100000000');
  });

  test.each<[string, object]>([
    ['without a tick', withFilter('PRICE_FILTER', null)],
    ['with a tick of zero', withFilter('PRICE_FILTER', { tickSize: '0' })],
    ['with a step that was a float', withFilter('LOT_SIZE', { stepSize: 1 })],
    ['without a least notional', withFilter('MIN_NOTIONAL', null)],
    ['without filters', { ...aContract(), filters: undefined }],
  ])('leaves out a contract %s, and that one only', (_, odd) => {
    expect([...markets({ ...odd, symbol: 'ODDUSDT' }, aContract()).keys()]).toEqual(['TAGUSDT']);
  });

  test.each([{}, { symbols: [] }, [], '', { symbols: [{}] }])('refuses %j, in which there is no contract', (reply) => {
    expect(() => parseMarkets(reply)).toThrow('exchange information');
  });
});
