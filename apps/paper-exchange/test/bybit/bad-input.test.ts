import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type BybitVenue, openBybitVenue } from './bybit-venue.ts';
import { create, linear, listOpen } from './trading.ts';

interface Forgery {
  readonly key?: string;
  readonly timestamp?: string;
  readonly window?: string;
  readonly secret?: string;
  readonly signed?: string;
  /** What stands behind the signature. */
  readonly tail?: string;
}

/** Sends a request by hand, right but for what is forged. Returns status and envelope. */
function send(venue: BybitVenue, method: string, path: string, text: string, { key = 'the-key', timestamp = String(venue.clock.nowMs()), window = '5000', secret = 'the-secret', signed = text, tail = '' }: Forgery = {}): { status: number; envelope: any } {
  const sign = createHmac('sha256', secret).update(timestamp + key + window + signed).digest('hex') + tail;
  const headers = { 'x-bapi-api-key': key, 'x-bapi-timestamp': timestamp, 'x-bapi-recv-window': window, 'x-bapi-sign': sign };
  const said = venue.answer({ method, path, query: method === 'GET' ? text : '', body: method === 'GET' ? '' : text, headers })!;
  return { status: said.status, envelope: JSON.parse(String((said.body as { text: unknown }).text)) };
}

const realtime = '/v5/order/realtime';
const query = 'category=linear&symbol=TAGUSDT';

describe('a signed request', () => {
  test('is signed over time stamp, key, window and the query or body as it was received', () => {
    const venue = openBybitVenue();
    expect(send(venue, 'GET', realtime, query)).toMatchObject({ status: 200, envelope: { retCode: 0 } });
    // The same parameters in another order, or encoded otherwise, are another text.
    expect(send(venue, 'GET', realtime, query, { signed: 'symbol=TAGUSDT&category=linear' }).envelope).toMatchObject({ retCode: 10004 });
    const body = '{ "category":"linear", "symbol":"TAGUSDT" }';
    expect(send(venue, 'POST', '/v5/order/cancel-all', body).envelope).toMatchObject({ retCode: 0 });
    expect(send(venue, 'POST', '/v5/order/cancel-all', body, { signed: JSON.stringify(linear) }).envelope).toMatchObject({ retCode: 10004, retMsg: expect.stringContaining(`origin_string[${venue.clock.nowMs()}the-key5000${body}]`) });
  });

  test('with a wrong secret, or anything behind its signature, is 10004, with an unknown key 10003, with HTTP 200 and an envelope', () => {
    const venue = openBybitVenue();
    expect(send(venue, 'GET', realtime, query, { secret: 'x' })).toMatchObject({ status: 200, envelope: { retCode: 10004, result: {}, retExtInfo: {}, time: venue.clock.nowMs() } });
    for (const tail of ['zz', '-', '0']) expect(send(venue, 'GET', realtime, query, { tail }).envelope).toMatchObject({ retCode: 10004 });
    expect(send(venue, 'GET', realtime, query, { key: 'x' })).toMatchObject({ status: 200, envelope: { retCode: 10003, retMsg: 'API key is invalid.' } });
  });

  test('without key, time or signature is 10001', () => {
    const said = openBybitVenue().answer({ method: 'GET', path: realtime, query, body: '', headers: {} })!;
    expect(JSON.parse(String((said.body as { text: unknown }).text))).toMatchObject({ retCode: 10001, retMsg: 'empty value: apiTimestamp[] apiKey[] apiSignature[]' });
  });

  test.each([
    ['as old as its window', -5000, '5000', 0],
    ['older than its window', -5001, '5000', 10002],
    ['older than a small window', -301, '300', 10002],
    ['within a wide window', -9000, '10000', 0],
    ['a little ahead', 999, '5000', 0],
    ['a second ahead', 1000, '5000', 10002],
  ])('%s, %i ms in a window of %s, is answered with %i', (_name, byMs, window, retCode) => {
    const venue = openBybitVenue();
    const { envelope } = send(venue, 'GET', realtime, query, { timestamp: String(venue.clock.nowMs() + byMs), window });
    expect(envelope).toMatchObject({ retCode });
    if (retCode !== 0) expect(envelope.retMsg).toContain(`server_timestamp[${venue.clock.nowMs()}],recv_window[${window}]`);
  });

  test('with a time or a window that is no number is 10001', () => {
    const venue = openBybitVenue();
    expect(send(venue, 'GET', realtime, query, { timestamp: 'now' }).envelope).toMatchObject({ retCode: 10001 });
    expect(send(venue, 'GET', realtime, query, { window: '-1' }).envelope).toMatchObject({ retCode: 10001 });
  });
});

describe('a body that is no JSON object is 10001', () => {
  test.each(['', 'symbol=TAGUSDT', '[]', 'null', '"text"', '{"category":"linear"', '{"category":{"a":1},"symbol":"TAGUSDT"}'])('%j', (body) => {
    expect(send(openBybitVenue(), 'POST', '/v5/order/create', body)).toMatchObject({ status: 200, envelope: { retCode: 10001, result: {} } });
  });
});

describe('a broken order is refused with the venue\'s code, and changes nothing', () => {
  const rows: readonly [name: string, fields: Record<string, unknown>, retCode: number][] = [
    ['no category', { category: undefined }, 10001],
    ['a category that cannot be traded here', { category: 'spot' }, 10001],
    ['an unknown category', { category: 'futures' }, 10001],
    ['no symbol', { symbol: undefined }, 10001],
    ['an unknown symbol', { symbol: 'NOSUCHUSDT' }, 10001],
    ['a symbol in small letters', { symbol: 'tagusdt' }, 10001],
    ['no side', { side: undefined }, 10001],
    ['a side in capitals', { side: 'BUY' }, 10001],
    ['no type', { orderType: undefined }, 10001],
    ['an unknown type', { orderType: 'StopMarket' }, 10001],
    ['no quantity', { qty: undefined }, 10001],
    ['a quantity that is no number', { qty: 'much' }, 10001],
    ['a quantity with an exponent', { qty: '2e4' }, 10001],
    ['a negative quantity', { qty: '-20000' }, 10001],
    ['a quantity of nothing', { qty: '0' }, 10001],
    ['a quantity off the step', { qty: '20005' }, 10001],
    ['a quantity below the least', { qty: '1' }, 10001],
    ['a quantity above the most of a market order', { qty: '52000010' }, 10001],
    ['a value below the least', { qty: '10' }, 110094],
    ['a limit order without a price', { orderType: 'Limit' }, 10001],
    ['a price off the tick', { orderType: 'Limit', price: '0.00030001' }, 10001],
    ['a price below the range', { orderType: 'Limit', price: '0' }, 110003],
    ['a price above the range', { orderType: 'Limit', price: '2' }, 110003],
    ['an unknown time in force', { orderType: 'Limit', price: '0.0003', timeInForce: 'GTX' }, 10001],
    ['a trigger off the tick', { triggerPrice: '0.00036001', triggerDirection: 1 }, 10001],
    ['an unknown direction', { triggerPrice: '0.00036', triggerDirection: 3 }, 10001],
    ['an unknown price to watch', { triggerPrice: '0.00036', triggerDirection: 1, triggerBy: 'MARK_PRICE' }, 10001],
    ['a flag that is none', { reduceOnly: 'maybe' }, 10001],
    ['a stop on the wrong side', { stopLoss: '0.0004' }, 10001],
    ['a take-profit on the wrong side', { takeProfit: '0.0003' }, 10001],
    ['a stop with a limit in full mode', { stopLoss: '0.0003', slOrderType: 'Limit', slLimitPrice: '0.0002' }, 10001],
    ['an unknown mode', { stopLoss: '0.0003', tpslMode: 'Half' }, 10001],
  ];

  test.each(rows)('%s', (_name, fields, retCode) => {
    const venue = openBybitVenue();
    const answer = create(venue, fields);
    expect(answer).toMatchObject({ retCode, result: {}, retExtInfo: {}, time: venue.clock.nowMs() });
    expect(answer.retMsg).not.toBe('');
    expect(listOpen(venue)).toEqual([]);
    expect(venue.get('/v5/execution/list', linear).result.list).toEqual([]);
  });

  test('numbers may come as numbers', () => {
    expect(create(openBybitVenue(), { qty: 20000, triggerPrice: 0.00036, triggerDirection: '1' })).toMatchObject({ retCode: 0 });
  });
});

describe('other broken requests', () => {
  test.each([
    ['/v5/position/trading-stop', { ...linear, positionIdx: 0 }],
    ['/v5/position/trading-stop', { ...linear, positionIdx: 0, stopLoss: '-1' }],
    ['/v5/position/trading-stop', { ...linear, positionIdx: 0, stopLoss: '0.0003', tpslMode: 'Partial' }],
    ['/v5/order/cancel', linear],
    ['/v5/order/amend', linear],
    ['/v5/order/cancel-all', { category: 'linear' }],
    ['/v5/position/set-leverage', linear],
    ['/v5/account/set-margin-mode', {}],
  ])('POST %s %j is 10001', (path, body) => {
    const venue = openBybitVenue();
    create(venue, {});
    expect(venue.post(path, body)).toMatchObject({ retCode: 10001 });
  });

  test.each([
    ['/v5/account/wallet-balance', {}],
    ['/v5/account/wallet-balance', { accountType: 'CONTRACT' }],
    ['/v5/order/realtime', { ...linear, limit: 'all' }],
    ['/v5/order/realtime', { ...linear, limit: 0 }],
    ['/v5/execution/list', { ...linear, limit: 101 }],
    ['/v5/market/kline', { ...linear, interval: '7' }],
    ['/v5/market/orderbook', { category: 'linear' }],
  ])('GET %s %j is 10001', (path, parameters) => {
    expect(openBybitVenue().get(path, parameters as Record<string, string>)).toMatchObject({ retCode: 10001 });
  });

  test('a path that nobody serves is 404, and is counted', () => {
    const venue = openBybitVenue();
    expect(send(venue, 'GET', '/v5/asset/coin/query-info', '')).toMatchObject({ status: 404, envelope: { retCode: 10017 } });
    expect([...venue.venue.counts.unknownPaths]).toEqual([['GET /v5/asset/coin/query-info', 1]]);
  });
});
