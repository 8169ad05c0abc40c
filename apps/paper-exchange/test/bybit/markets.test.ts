import { describe, expect, test } from 'vitest';
import { type BybitVenue, openBybitVenue } from './bybit-venue.ts';
import { symbol } from './trading.ts';

const info = (venue: BybitVenue, fields: Record<string, string | number> = {}) => venue.get('/v5/market/instruments-info', { category: 'linear', ...fields });
const symbols = (answer: any): string[] => answer.result.list.map((row: any) => row.symbol);

describe('instruments-info', () => {
  test('lists at least sixty contracts in the filters of their kind, with all the traps', () => {
    const rows = info(openBybitVenue()).result.list;
    expect(rows.length).toBeGreaterThanOrEqual(60);
    const by = (name: string) => rows.find((row: any) => row.symbol === name);
    expect(by('SHIB1000USDT')).toMatchObject({ baseCoin: 'SHIB1000', lotSizeFilter: { qtyStep: '10' } });
    expect(by('BTCPERP')).toMatchObject({ settleCoin: 'USDC', quoteCoin: 'USDC', baseCoin: 'BTC' });
    expect(by('币安人生USDT')).toMatchObject({ baseCoin: '币安人生' });
    expect(by('VINEUSDT')).toMatchObject({ priceFilter: { tickSize: '0.0000001' } });
    for (const row of rows) expect(row).toMatchObject({ contractType: 'LinearPerpetual', status: 'Trading', lotSizeFilter: { minNotionalValue: '5' } });
  });

  test('shows only trading contracts unless asked for another status', () => {
    const venue = openBybitVenue();
    expect(symbols(info(venue))).not.toContain('BTSUSDT');
    expect(symbols(info(venue, { status: 'Delivering' }))).toEqual(['BTSUSDT']);
    expect(symbols(info(venue, { status: 'PreLaunch' }))).toEqual([]);
    expect(info(venue, { symbol: 'BTSUSDT' }).result.list).toMatchObject([{ status: 'Delivering', deliveryTime: expect.not.stringMatching(/^0$/) }]);
    expect(info(venue, { symbol: 'NOSUCHUSDT' })).toMatchObject({ retCode: 10001 });
  });

  test('gives 500 rows, at most 1000, and a cursor to the rest', () => {
    const venue = openBybitVenue({ markets: 1200 });
    const first = info(venue, { limit: 1000 });
    const second = info(venue, { limit: 1000, cursor: first.result.nextPageCursor });
    expect(symbols(info(venue))).toHaveLength(500);
    expect(new Set([...symbols(first), ...symbols(second)]).size).toBe(1199);
    expect(second.result.nextPageCursor).toBe('');
  });

  test('of categories that are not served is empty', () => {
    const venue = openBybitVenue();
    for (const category of ['spot', 'inverse', 'option']) expect(info(venue, { category })).toMatchObject({ retCode: 0, result: { category, list: [] } });
    expect(info(venue, { category: 'other' })).toMatchObject({ retCode: 10001 });
    expect(venue.get('/v5/market/instruments-info')).toMatchObject({ retCode: 10001 });
  });
});

describe('public prices', () => {
  test('are open to anybody and follow the model', () => {
    const venue = openBybitVenue();
    venue.price(symbol, '0.0003600', '0.0003601');
    const say = (path: string, query: string) => JSON.parse(String((venue.answer({ method: 'GET', path, query, body: '', headers: {} })!.body as any).text));
    expect(say('/v5/market/tickers', `category=linear&symbol=${symbol}`).result).toMatchObject({ list: [{ symbol, lastPrice: '0.00036', markPrice: '0.0003601', bid1Price: '0.00036', ask1Price: '0.00036' }] });
    expect(say('/v5/market/tickers', 'category=linear').result.list.length).toBeGreaterThan(60);
    expect(say('/v5/market/orderbook', `category=linear&symbol=${symbol}`).result).toMatchObject({ s: symbol, b: [['0.00036', '52000000']], a: [['0.00036', '52000000']] });
    expect(say('/v5/market/kline', `category=linear&symbol=${symbol}&interval=1&limit=2`).result.list).toMatchObject([[String(venue.clock.nowMs()), '0.0003544', '0.00036', '0.0003544', '0.00036', expect.any(String), expect.any(String)], expect.arrayContaining([String(venue.clock.nowMs() - 60_000)])]);
    expect(say('/v5/market/open-interest', `category=linear&symbol=${symbol}&intervalTime=1h`).result.list).toHaveLength(1);
    expect(say('/v5/market/time', '')).toMatchObject({ result: { timeSecond: String(venue.clock.nowMs() / 1000), timeNano: `${venue.clock.nowMs()}000000` }, time: venue.clock.nowMs() });
  });
});
