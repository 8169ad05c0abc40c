import { describe, expect } from 'vitest';
import { binanceRoutes as routes, endpointsWithParameters } from '@breakwater/paper-venue';
import { startPaperExchange } from '../src/server.ts';
import { createAdminCaller, tag, test, until } from './fixture.ts';
import { sendRaw, sendSigned } from './signed-request.ts';

const now = (): string => `timestamp=${Date.now()}`;
const encode = (value: unknown): string => encodeURIComponent(JSON.stringify(value));
const low = 'symbol=TAGUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=20000&price=0.0003';

describe('several orders at once', () => {
  test('each leg stands or falls by itself, and stops are refused', async ({ paper, admin }) => {
    const leg = { symbol: 'TAGUSDT', side: 'BUY', type: 'MARKET', quantity: '20000' };
    const legs = [leg, { ...leg, quantity: '1' }, { ...leg, type: 'STOP_MARKET', stopPrice: '0.0003' }];
    const { body } = await sendSigned(paper, 'POST', '/fapi/v1/batchOrders', `batchOrders=${encode(legs)}&${now()}`);
    expect(body.map((each: any) => each.code ?? each.status)).toEqual(['NEW', -4164, -4120]);
    expect((await admin('GET', 'state')).accounts[0].fills).toHaveLength(1);
  });

  test('a leg with a parameter that no order has is refused in its place', async ({ paper, admin }) => {
    const leg = { symbol: 'TAGUSDT', side: 'BUY', type: 'MARKET', quantity: '20000' };
    const legs = [leg, { ...leg, clientOrderId: 'lost' }, { ...leg, timestamp: '1' }, { ...leg, type: 'STOP_MARKET', triggerPrice: '0.0003' }];
    const { body } = await sendSigned(paper, 'POST', '/fapi/v1/batchOrders', `batchOrders=${encode(legs)}&${now()}`);
    expect(body.map((each: any) => each.code ?? each.status)).toEqual(['NEW', -1104, -1104, -4120]);
    expect(body[1].msg).toBe("Not all sent parameters were read; read '4' parameter(s) but was sent '5'.");
    expect((await admin('GET', 'state')).accounts[0].fills).toHaveLength(1);
  });

  test('too many, none, or no list at all are refused', async ({ paper }) => {
    const ask = async (batch: string): Promise<number> => (await sendSigned(paper, 'POST', '/fapi/v1/batchOrders', `batchOrders=${batch}&${now()}`)).body.code;
    expect([await ask(encode(Array.from({ length: 6 }, () => ({})))), await ask('%5B%5D'), await ask('x')]).toEqual([-4082, -1130, -1130]);
  });

  test('ccxt cancels several by id; an unknown one has its error in its place', async ({ client, paper }) => {
    const first = await client.createOrder(tag, 'limit', 'buy', 20000, 0.0003, { clientOrderId: 'one' });
    const { body } = await sendSigned(paper, 'DELETE', '/fapi/v1/batchOrders', `symbol=TAGUSDT&origClientOrderIdList=${encode(['one', 'none'])}&${now()}`);
    expect(body).toMatchObject([{ orderId: Number(first.id), status: 'CANCELED' }, { code: -2011 }]);
    const second = await client.createOrder(tag, 'limit', 'buy', 20000, 0.0003);
    expect(await client.cancelOrders([second.id!], tag)).toMatchObject([{ id: second.id, status: 'canceled' }]);
  });
});

describe('a resting order', () => {
  test('can be amended through ccxt', async ({ client }) => {
    const order = await client.createOrder(tag, 'limit', 'buy', 20000, 0.0003);
    expect(await client.editOrder(order.id!, tag, 'limit', 'buy', 30000, 0.00031)).toMatchObject({ id: order.id, price: 0.00031, amount: 30000, status: 'open' });
    await expect(client.editOrder(order.id!, tag, 'limit', 'buy', 30000, 0.00031)).rejects.toThrow('-5027');
  });

  test('is cancelled by a countdown that is not renewed, while its stop stays', async ({ client, paper }) => {
    await client.createOrder(tag, 'limit', 'buy', 20000, 0.0003);
    await client.createOrder(tag, 'market', 'sell', 20000, undefined, { triggerPrice: 0.0003, reduceOnly: true });
    await sendSigned(paper, 'POST', '/fapi/v1/countdownCancelAll', `symbol=TAGUSDT&countdownTime=50&${now()}`);
    expect(await until(async () => (await client.fetchOpenOrders(tag)).length === 0)).toBe(true);
    expect(await client.fetchOpenOrders(tag, undefined, undefined, { trigger: true })).toHaveLength(1);
  });
});

describe('the key of the user stream', () => {
  test('needs no signature, is the same for all, lasts an hour, and is gone for all once deleted', async () => {
    const paper = await startPaperExchange({ clock: 'virtual' });
    const admin = createAdminCaller(paper.url);
    const ask = async (method: string) => (await sendRaw(paper, method, '/fapi/v1/listenKey')).body;
    const { listenKey } = await ask('POST');
    expect(await ask('POST')).toEqual({ listenKey });
    await admin('POST', 'clock', { advanceMs: 3_500_000 });
    expect(await ask('PUT')).toEqual({ listenKey });
    await admin('POST', 'clock', { advanceMs: 3_600_000 });
    expect((await ask('PUT')).code).toBe(-1125);
    await ask('POST');
    await ask('DELETE');
    expect((await ask('PUT')).code).toBe(-1125);
    await paper.stop();
  });
});

describe('conditional orders of every type', () => {
  test('a trailing stop of ccxt follows the price and closes the position', async ({ client, admin, paper }) => {
    await client.createOrder(tag, 'market', 'buy', 20000);
    const query = 'algoType=CONDITIONAL&symbol=TAGUSDT&side=SELL&type=TRAILING_STOP_MARKET&quantity=20000&callbackRate=1&reduceOnly=true';
    expect((await sendSigned(paper, 'POST', '/fapi/v1/algoOrder', `${query}&${now()}`)).body).toMatchObject({ orderType: 'TRAILING_STOP_MARKET', callbackRate: '1', triggerPrice: '0.0003509' });
    await admin('POST', 'prices', { TAGUSDT: { last: '0.0004' } });
    await admin('POST', 'prices', { TAGUSDT: { last: '0.000396' } });
    expect(await client.fetchPositions([tag])).toEqual([]);
  });

  test('a stop with a limit leaves a limit order behind', async ({ client, admin, paper }) => {
    await client.createOrder(tag, 'market', 'buy', 20000);
    const query = 'algoType=CONDITIONAL&symbol=TAGUSDT&side=SELL&type=STOP&quantity=20000&triggerPrice=0.00034&price=0.00035&timeInForce=GTC&reduceOnly=true';
    await sendSigned(paper, 'POST', '/fapi/v1/algoOrder', `${query}&${now()}`);
    await admin('POST', 'prices', { TAGUSDT: { last: '0.00034' } });
    expect(await client.fetchOpenOrders(tag)).toMatchObject([{ type: 'limit', price: 0.00035, status: 'open', side: 'sell' }]);
  });
});

describe('market data', () => {
  test('candles, book, open interest and volume are what the world made of them', async ({ client, admin }) => {
    await admin('POST', 'book', { symbol: 'TAGUSDT', levels: 2, levelQuantity: '10000', spreadTicks: 3 });
    await admin('POST', 'activity', { symbol: 'TAGUSDT', dayVolume: '2400000', openInterest: '777' });
    await admin('POST', 'prices', { TAGUSDT: { last: '0.0003700' } });
    expect(await client.fetchOrderBook(tag)).toMatchObject({ bids: [[0.0003697, 10000], [0.0003696, 10000]], asks: [[0.0003703, 10000], [0.0003704, 10000]] });
    const bars = await client.fetchOHLCV(tag, '1h', undefined, 3);
    expect(bars).toHaveLength(3);
    expect(bars[2]!.slice(1)).toEqual([0.0003544, 0.00037, 0.0003544, 0.00037, 100000]);
    expect((await client.fetchOpenInterest(tag)).info).toMatchObject({ openInterest: '777' });
    const ticker = await client.fetchTicker(tag);
    expect(ticker).toMatchObject({ baseVolume: 2400000, open: 0.0003544, high: 0.00037, low: 0.0003544, last: 0.00037, change: 0.0000156, percentage: 4.402 });
  });
});

describe('unknown parameters', () => {
  test('are refused with -1104 and change nothing, unless the rules let them pass', async ({ paper, admin }) => {
    const { body } = await sendSigned(paper, 'POST', '/fapi/v1/order', `${low}&clientOrderId=leak&${now()}`);
    expect(body).toEqual({ code: -1104, msg: "Not all sent parameters were read; read '8' parameter(s) but was sent '9'." });
    expect((await admin('GET', 'state')).accounts[0].orders).toEqual([]);
    const lax = await startPaperExchange({ rules: { unknownParameters: 'ignore' } });
    expect((await sendSigned(lax, 'POST', '/fapi/v1/order', `${low}&clientOrderId=leak&${now()}`)).status).toBe(200);
    await lax.stop();
  });

  test('are told apart by a table that names no endpoint in vain', () => {
    expect(endpointsWithParameters.filter((endpoint) => !routes.has(endpoint))).toEqual([]);
  });
});
