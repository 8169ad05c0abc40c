import { describe, expect, test } from 'vitest';
import { type BybitVenue, openBybitVenue } from './bybit-venue.ts';
import { create, position, symbol } from './trading.ts';

const list = (venue: BybitVenue, fields: Record<string, string | number>) => venue.get('/v5/position/list', { category: 'linear', ...fields });

/** Opens one position on each of the first `count` contracts that settle in USDT. Returns their symbols. */
function openMany(venue: BybitVenue, count: number): string[] {
  const markets = [...venue.exchange.markets.values()].filter(({ marginAsset, status }) => marginAsset === 'USDT' && status === 'trading').slice(0, count);
  for (const market of markets) {
    const quantity = market.minNotional.div(market.firstPrice).div(market.step).round(0, 'up').plus('1').times(market.step);
    expect(create(venue, { symbol: market.symbol, qty: quantity.toFixed() })).toMatchObject({ retCode: 0 });
  }
  return markets.map((market) => market.symbol);
}

describe('position/list', () => {
  test('by settle coin hides what is flat, by symbol shows it', () => {
    const venue = openBybitVenue();
    expect(list(venue, { settleCoin: 'USDT' }).result).toEqual({ list: [], nextPageCursor: '', category: 'linear' });
    expect(list(venue, { symbol }).result.list).toMatchObject([{ symbol, size: '0', side: '', avgPrice: '0', liqPrice: '', seq: -1 }]);
    create(venue, {});
    expect(list(venue, { settleCoin: 'USDT' }).result.list).toMatchObject([{ symbol, size: '20000', side: 'Buy' }]);
    create(venue, { side: 'Sell', reduceOnly: true });
    expect(list(venue, { settleCoin: 'USDT' }).result.list).toEqual([]);
    expect(list(venue, { symbol }).result.list).toMatchObject([{ size: '0', side: '', cumRealisedPnl: '-0.0077968' }]);
  });

  test('needs a symbol or a settle coin', () => {
    expect(list(openBybitVenue(), {})).toMatchObject({ retCode: 10001 });
  });

  test('keeps contracts of another settle coin apart', () => {
    const venue = openBybitVenue();
    create(venue, {});
    expect(create(venue, { symbol: 'BTCPERP', qty: '0.01' })).toMatchObject({ retCode: 0 });
    expect(list(venue, { settleCoin: 'USDT' }).result.list.map((row: any) => row.symbol)).toEqual([symbol]);
    expect(list(venue, { settleCoin: 'USDC' }).result.list.map((row: any) => row.symbol)).toEqual(['BTCPERP']);
    const [{ coin }] = venue.get('/v5/account/wallet-balance', { accountType: 'UNIFIED' }).result.list;
    expect(coin).toMatchObject([{ coin: 'USDT', totalPositionIM: '0.7088' }, { coin: 'USDC', totalPositionIM: '91.2421', walletBalance: '99999.49816845' }]);
  });

  test('gives 20 rows, at most 200, and a cursor to the rest', () => {
    const venue = openBybitVenue({ markets: 260, balance: '10000000' });
    const symbols = openMany(venue, 230);
    expect(list(venue, { settleCoin: 'USDT' }).result.list).toHaveLength(20);
    expect(list(venue, { settleCoin: 'USDT', limit: 201 })).toMatchObject({ retCode: 10001 });
    const first = list(venue, { settleCoin: 'USDT', limit: 200 }).result;
    const second = list(venue, { settleCoin: 'USDT', limit: 200, cursor: first.nextPageCursor }).result;
    expect([...first.list, ...second.list].map((row: any) => row.symbol)).toEqual(symbols);
    expect(second.nextPageCursor).toBe('');
    expect(list(venue, { settleCoin: 'USDT', cursor: 'what is this' })).toMatchObject({ retCode: 10001 });
  });

  test('shows each page as it is by then: pages are no snapshot', () => {
    const venue = openBybitVenue();
    const [, second] = openMany(venue, 3) as [string, string, string];
    const page = list(venue, { settleCoin: 'USDT', limit: 1 }).result;
    create(venue, { symbol: second, side: 'Sell', qty: position(venue, second).size, reduceOnly: true });
    expect(list(venue, { settleCoin: 'USDT', limit: 1, cursor: page.nextPageCursor }).result.list).toHaveLength(1);
    expect(list(venue, { settleCoin: 'USDT', limit: 1, cursor: page.nextPageCursor }).result.list[0].symbol).not.toBe(second);
  });

  test('shows what has changed since it was last asked', () => {
    const venue = openBybitVenue();
    create(venue, {});
    const row = () => list(venue, { settleCoin: 'USDT' }).result.list[0];
    expect(row()).toMatchObject({ markPrice: '0.0003544', unrealisedPnl: '0', stopLoss: '' });
    venue.price(symbol, '0.0003600');
    expect(row()).toMatchObject({ markPrice: '0.00036', unrealisedPnl: '0.112' });
    venue.post('/v5/position/trading-stop', { category: 'linear', symbol, stopLoss: '0.00035', tpslMode: 'Full', positionIdx: 0 });
    expect(row()).toMatchObject({ stopLoss: '0.00035' });
  });

  test('a name that is not ASCII is a contract like any other', () => {
    const venue = openBybitVenue();
    expect(create(venue, { symbol: '币安人生USDT', qty: '100', orderLinkId: 'a' })).toMatchObject({ retCode: 0 });
    expect(list(venue, { symbol: '币安人生USDT' }).result.list).toMatchObject([{ symbol: '币安人生USDT', size: '100' }]);
    expect(venue.get('/v5/order/realtime', { category: 'linear', orderLinkId: 'a' }).result.list).toMatchObject([{ symbol: '币安人生USDT' }]);
  });
});
