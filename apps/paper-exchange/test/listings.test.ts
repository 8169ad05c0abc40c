import { describe, expect } from 'vitest';
import { tag, test } from './fixture.ts';

const trigger = { trigger: true };

describe('listings through ccxt', () => {
  test('markets carry ticks, steps and bounds', async ({ client }) => {
    expect(client.market(tag)).toMatchObject({
      id: 'TAGUSDT',
      active: true,
      swap: true,
      precision: { price: 1e-7, amount: 1 },
      limits: { amount: { min: 1, max: 100000000 }, cost: { min: 5 }, market: { max: 50000000 } },
    });
    expect(Object.keys(client.markets ?? {}).length).toBeGreaterThanOrEqual(20);
    expect(client.market('BTC/USDC:USDC').settle).toBe('USDC');
  });

  test('v3 hides what is flat, v2 shows it with its time', async ({ client, admin }) => {
    expect(await client.fapiPrivateV3GetPositionRisk()).toEqual([]);
    await admin('POST', 'trade', { symbol: 'TAGUSDT', side: 'BUY', quantity: '20000' });
    expect(await client.fapiPrivateV3GetPositionRisk()).toMatchObject([{ symbol: 'TAGUSDT', positionAmt: '20000', positionSide: 'BOTH' }]);
    await admin('POST', 'trade', { symbol: 'TAGUSDT', side: 'SELL', quantity: '20000' });
    expect(await client.fapiPrivateV3GetPositionRisk()).toEqual([]);
    const [flat] = (await client.fapiPrivateV2GetPositionRisk({ symbol: 'TAGUSDT' })) as any[];
    expect(flat).toMatchObject({ positionAmt: '0', entryPrice: '0.0', leverage: '20', marginType: 'cross' });
    expect(Number(flat.updateTime)).toBeGreaterThan(0);
    const all = (await client.fapiPrivateV2GetPositionRisk()) as any[];
    expect(all.length).toBe(Object.keys(client.markets ?? {}).length);
    expect(all.find((row) => row.symbol === 'BTCUSDT')).toMatchObject({ positionAmt: '0.000', updateTime: 0 });
  });

  test('a flat symbol with a resting order has a row of zero in v3', async ({ client }) => {
    await client.createOrder(tag, 'limit', 'buy', 20000, 0.0003, { clientOrderId: 'rest' });
    expect(await client.fapiPrivateV3GetPositionRisk()).toMatchObject([{ symbol: 'TAGUSDT', positionAmt: '0' }]);
  });

  test('plain and conditional orders never stand in each other\'s list', async ({ client }) => {
    await client.createOrder(tag, 'market', 'buy', 20000, undefined, { clientOrderId: 'e' });
    await client.createOrder(tag, 'limit', 'sell', 20000, 0.0004, { clientOrderId: 'tp', reduceOnly: true });
    await client.createOrder(tag, 'market', 'sell', 20000, undefined, { triggerPrice: 0.0003, reduceOnly: true, clientOrderId: 's' });
    const ids = (orders: { clientOrderId: string | undefined }[]): unknown[] => orders.map((order) => order.clientOrderId);
    expect(ids(await client.fetchOpenOrders(tag))).toEqual(['tp']);
    expect(ids(await client.fetchOpenOrders())).toEqual(['tp']);
    expect(ids(await client.fetchOpenOrders(undefined, undefined, undefined, trigger))).toEqual(['s']);
    expect(ids(await client.fetchOrders(tag))).toEqual(['e', 'tp']);
    expect(ids(await client.fetchOrders(tag, undefined, undefined, trigger))).toEqual(['s']);
    await expect(client.fetchOrder(undefined as never, tag, { clientOrderId: 's' })).rejects.toThrow('-2013');
    await client.cancelAllOrders(tag);
    expect(ids(await client.fetchOpenOrders(tag))).toEqual([]);
    expect(ids(await client.fetchOpenOrders(tag, undefined, undefined, trigger))).toEqual(['s']);
    await client.cancelAllOrders(tag, trigger);
    expect(ids(await client.fetchOpenOrders(tag, undefined, undefined, trigger))).toEqual([]);
    expect(ids(await client.fetchOrders(tag, undefined, undefined, trigger))).toEqual(['s']);
  });

  test('a resting order fills at its own price and is cancelled only while it rests', async ({ client, admin }) => {
    const order = await client.createOrder(tag, 'limit', 'buy', 20000, 0.00035, { clientOrderId: 'rest' });
    expect(order.status).toBe('open');
    expect((await client.fetchOpenOrder(order.id!, tag)).id).toBe(order.id);
    await admin('POST', 'prices', { TAGUSDT: { last: '0.0003499' } });
    expect(await client.fetchOrder(order.id!, tag)).toMatchObject({ status: 'closed', average: 0.00035 });
    await expect(client.cancelOrder(order.id!, tag)).rejects.toThrow('-2011');
    await expect(client.fetchOpenOrder(order.id!, tag)).rejects.toThrow('-2013');
    expect((await client.fetchMyTrades(tag))[0]).toMatchObject({ takerOrMaker: 'maker' });
  });

  test('an order is answered as accepted, and with its result only when that is asked for', async ({ client }) => {
    const order = { symbol: 'TAGUSDT', side: 'BUY', type: 'MARKET', quantity: '20000' };
    expect(await client.fapiPrivatePostOrder(order)).toMatchObject({ status: 'NEW', executedQty: '0', avgPrice: '0.00' });
    const result = await client.fapiPrivatePostOrder({ ...order, newOrderRespType: 'RESULT' });
    expect(result).toMatchObject({ status: 'FILLED', executedQty: '20000', avgPrice: '0.0003544', cumQty: '20000' });
  });

  test('balance, prices, modes and configuration can be read', async ({ client, admin }) => {
    await admin('POST', 'trade', { symbol: 'BTCUSDT', side: 'BUY', quantity: '0.1' });
    const balance = (await client.fetchBalance()) as any;
    expect(balance.USDT.total).toBeCloseTo(100000 - 9125.03 * 0.0005, 6);
    expect(balance.USDT.used).toBeCloseTo(9125.03 / 20, 6);
    expect(await client.fetchPositionMode()).toMatchObject({ hedged: false });
    expect(await client.fetchMarkPrice(tag)).toMatchObject({ markPrice: 0.0003544 });
    expect((await client.fetchTicker(tag)).last).toBe(0.0003544);
    expect((await client.fetchLastPrices())[tag]!.price).toBe(0.0003544);
    expect((await client.fetchBidsAsks([tag]))[tag]).toMatchObject({ bid: 0.0003544, ask: 0.0003544 });
    expect(Math.abs((await client.fetchTime())! - Date.now())).toBeLessThan(5000);
    await client.setLeverage(7, tag);
    expect(await client.fapiPrivateGetSymbolConfig({ symbol: 'TAGUSDT' })).toMatchObject([{ leverage: 7, marginType: 'CROSSED' }]);
    expect(await client.fapiPrivateGetAccountConfig()).toMatchObject({ dualSidePosition: false });
    expect(await client.fapiPrivateV3GetBalance()).toMatchObject([{ asset: 'USDT' }, { asset: 'USDC' }]);
    expect(await client.fapiPrivateGetRateLimitOrder()).toMatchObject([{ interval: 'SECOND' }, { interval: 'MINUTE' }]);
    const { requests } = await admin('GET', 'state');
    expect(requests.unknownPaths).toEqual({});
  });

  test('a page of trades is limited, and goes on from an id', async ({ client, admin }) => {
    for (let count = 0; count < 5; count++) await admin('POST', 'trade', { symbol: 'TAGUSDT', side: 'BUY', quantity: '20000' });
    const newest = await client.fetchMyTrades(tag, undefined, 2);
    expect(newest.map((trade) => trade.id)).toEqual(['1000004', '1000005']);
    const next = await client.fetchMyTrades(tag, undefined, 2, { fromId: 1000002 });
    expect(next.map((trade) => trade.id)).toEqual(['1000002', '1000003']);
    const tooWide = { startTime: 1, endTime: Date.now() };
    await expect(client.fapiPrivateGetUserTrades({ symbol: 'TAGUSDT', ...tooWide })).rejects.toThrow('-4165');
  });

  test('a path of another venue is refused and counted', async ({ paper, admin }) => {
    expect((await fetch(`${paper.url}/sapi/v1/capital/config/getall`)).status).toBe(404);
    const { requests } = await admin('GET', 'state');
    expect(requests.unknownPaths).toEqual({ 'GET /sapi/v1/capital/config/getall': 1 });
  });
});
