import { RestClientV5, WebsocketClient } from 'bybit-api';
import { describe, expect, onTestFinished } from 'vitest';
import { tag, test, until } from '../fixture.ts';
import { connectBybitPro } from './ccxt-pro-client.ts';

describe('ccxt pro follows a cycle by the streams alone', () => {
  test('orders, trades, position and balance, from the entry to the stop that ends it', async ({ paper, admin }) => {
    const pro = await connectBybitPro({ url: paper.url, ...paper.venues.bybit });
    onTestFinished(() => pro.close());
    const seen = { orders: [] as any[], trades: [] as any[], positions: [] as any[], balances: [] as any[] };
    let isWatching = true;
    const watch = async (into: any[], next: () => Promise<any>): Promise<void> => {
      while (isWatching) into.push(structuredClone(await next()));
    };
    const ended = Promise.allSettled([
      watch(seen.orders, () => pro.watchOrders(tag)),
      watch(seen.trades, () => pro.watchMyTrades(tag)),
      watch(seen.positions, () => pro.watchPositions([tag])),
      watch(seen.balances, () => pro.watchBalance()),
    ]);
    await until(async () => (await admin('GET', 'streams')).some(({ sent }: { sent: number }) => sent >= 5));

    await pro.createOrder(tag, 'market', 'buy', 20000, undefined, { orderLinkId: 'in' });
    await until(() => seen.trades.flat().length >= 1);
    await pro.createOrder(tag, 'market', 'sell', 20000, undefined, { stopLossPrice: 0.0003, reduceOnly: true, orderLinkId: 'guard' });
    await until(() => seen.orders.flat().some(({ clientOrderId }) => clientOrderId === 'guard'));
    await admin('POST', 'prices', { venue: 'bybit', TAGUSDT: { last: '0.0003' } });
    await until(() => seen.trades.flat().length >= 2);
    await until(() => seen.positions.at(-1)?.at(-1)?.contracts === 0);

    const orders = seen.orders.flat();
    expect(orders).toContainEqual(expect.objectContaining({ clientOrderId: 'in', status: 'closed', filled: 20000 }));
    // One id for life: the stop that waited is the order that filled.
    const guards = orders.filter(({ clientOrderId }) => clientOrderId === 'guard');
    expect(new Set(guards.map(({ id }) => id)).size).toBe(1);
    expect(guards.map(({ info }) => info.orderStatus)).toEqual(expect.arrayContaining(['Untriggered', 'Filled']));
    expect(seen.trades.flat().map(({ side, amount }) => [side, amount])).toEqual(expect.arrayContaining([['buy', 20000], ['sell', 20000]]));
    expect(seen.positions.flat()).toContainEqual(expect.objectContaining({ symbol: tag, side: 'long', contracts: 20000 }));
    await until(() => seen.balances.length > 0 && seen.balances.at(-1).USDT.total < 99_999);

    isWatching = false;
    await pro.close();
    await ended;
    expect((await admin('GET', 'state')).requests.unknownPaths).toEqual({});
  });
});

describe('the best-known client of its own, which knows nothing of ccxt', () => {
  test('subscribes, and is told of a whole cycle', async ({ paper, admin }) => {
    const { apiKey, apiSecret } = paper.venues.bybit;
    const told: any[] = [];
    const complaints: unknown[] = [];
    const note = (...words: unknown[]): void => void complaints.push(words);
    const streams = new WebsocketClient({ key: apiKey, secret: apiSecret, market: 'v5', wsUrl: `${paper.url.replace('http', 'ws')}/v5/private` } as never, { trace: () => {}, info: () => {}, error: note } as never);
    onTestFinished(() => streams.closeAll(true));
    streams.on('update', (message) => told.push(message));
    streams.on('exception', note);
    await streams.subscribeV5(['order', 'execution', 'position', 'wallet'], 'linear', true);
    await until(async () => (await admin('GET', 'streams')).some(({ sent }: { sent: number }) => sent >= 2));

    const rest = new RestClientV5({ key: apiKey, secret: apiSecret, baseUrl: paper.url });
    const entry = await rest.submitOrder({ category: 'linear', symbol: 'TAGUSDT', side: 'Buy', orderType: 'Market', qty: '20000', orderLinkId: 'in' });
    expect(entry.retMsg).toBe('OK');
    await until(() => told.some(({ topic }) => topic === 'wallet'));
    const stop = await rest.setTradingStop({ category: 'linear', symbol: 'TAGUSDT', positionIdx: 0, tpslMode: 'Full', stopLoss: '0.0003' });
    expect(stop.retMsg).toBe('OK');
    await admin('POST', 'prices', { venue: 'bybit', TAGUSDT: { last: '0.0003' } });
    await until(() => told.filter(({ topic }) => topic === 'execution').length === 2);
    await until(() => told.filter(({ topic }) => topic === 'wallet').length === 2);

    const rows = (topic: string): any[] => told.filter((message) => message.topic === topic).flatMap(({ data }) => data);
    expect(rows('order').map(({ orderStatus, stopOrderType }) => `${orderStatus} ${stopOrderType}`.trim())).toEqual(['New', 'Filled', 'Untriggered StopLoss', 'Triggered StopLoss', 'New StopLoss', 'Filled StopLoss']);
    expect(rows('position').map(({ size, stopLoss, entryPrice }) => [size, stopLoss, entryPrice])).toEqual([
      ['20000', '', '0.0003544'],
      ['20000', '0.0003', '0.0003544'],
      ['0', '', '0'],
    ]);
    expect(rows('execution')).toMatchObject([{ execQty: '20000', side: 'Buy', closedSize: '0' }, { execQty: '20000', side: 'Sell', closedSize: '20000', stopOrderType: 'StopLoss' }]);
    expect(complaints).toEqual([]);
  });
});
