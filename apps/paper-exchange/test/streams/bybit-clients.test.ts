import { RestClientV5, WebsocketClient } from 'bybit-api';
import { describe, expect, onTestFinished } from 'vitest';
import { tag, test, until } from '../fixture.ts';
import { connectBybitPro } from './ccxt-pro-client.ts';
import { watchAccount } from './watch-account.ts';

describe('ccxt pro follows a cycle by the streams alone', () => {
  test('from markets and leverage through an entry that its stop ends to one that is closed: every stage is told', async ({ paper, admin }) => {
    const pro = await connectBybitPro({ url: paper.url, ...paper.venues.bybit });
    expect(pro.market(tag)).toMatchObject({ id: 'TAGUSDT', active: true, swap: true, precision: { price: 1e-7 } });
    await pro.setLeverage(12, tag);
    const seen = watchAccount(pro);
    await until(async () => (await admin('GET', 'streams')).some(({ sent }: { sent: number }) => sent >= 5));
    const told = (clientOrderId: string, orderStatus: string): Promise<any> => until(() => seen.orders.find((order) => order.clientOrderId === clientOrderId && order.info.orderStatus === orderStatus));

    await pro.createOrder(tag, 'market', 'buy', 20000, undefined, { orderLinkId: 'in' });
    const entry = await told('in', 'Filled');
    expect(entry).toMatchObject({ symbol: tag, side: 'buy', status: 'closed', filled: 20000, average: 0.0003544 });
    await until(() => seen.positions.some(({ side, contracts, entryPrice, leverage }) => side === 'long' && contracts === 20000 && entryPrice === 0.0003544 && leverage === 12));

    const stop = await pro.createOrder(tag, 'market', 'sell', 20000, undefined, { stopLossPrice: 0.0003, reduceOnly: true, orderLinkId: 'guard' });
    expect(await told('guard', 'Untriggered')).toMatchObject({ id: stop.id, status: 'open', triggerPrice: 0.0003, reduceOnly: true });
    expect(await pro.fetchOpenOrders(tag, undefined, undefined, { orderFilter: 'Order' })).toEqual([]);
    expect(await pro.fetchOpenOrders(tag, undefined, undefined, { trigger: true })).toMatchObject([{ id: stop.id, clientOrderId: 'guard' }]);

    await admin('POST', 'prices', { venue: 'bybit', TAGUSDT: { last: '0.0003' } });
    // One id for life: the stop that waited is the order that filled.
    expect(await told('guard', 'Filled')).toMatchObject({ id: stop.id, status: 'closed', filled: 20000, average: 0.0003 });
    expect(await pro.fetchOpenOrders(tag)).toEqual([]);
    await until(() => seen.positions.at(-1)?.contracts === 0);
    await until(() => seen.balances.at(-1)?.USDT?.total === 99998.9048016);

    await pro.createOrder(tag, 'market', 'buy', 20000, undefined, { orderLinkId: 'again' });
    await told('again', 'Filled');
    await pro.createOrder(tag, 'market', 'sell', 20000, undefined, { reduceOnly: true, orderLinkId: 'out' });
    expect(await told('out', 'Filled')).toMatchObject({ filled: 20000, average: 0.0003, reduceOnly: true });
    await until(() => seen.balances.at(-1)?.USDT?.total === 99998.8982016);

    const trades = await until(() => seen.trades.length >= 4 && seen.trades);
    expect(trades.map(({ order, side, amount, price, fee }) => [order, side, amount, price, fee.currency])).toEqual([
      [entry.id, 'buy', 20000, 0.0003544, 'USDT'],
      [stop.id, 'sell', 20000, 0.0003, 'USDT'],
      [expect.any(String), 'buy', 20000, 0.0003, 'USDT'],
      [expect.any(String), 'sell', 20000, 0.0003, 'USDT'],
    ]);
    expect((await admin('GET', 'state')).requests.unknownPaths).toEqual({});
  });
});

describe('the best-known client of its own, which knows nothing of ccxt', () => {
  test('trades a whole cycle by itself, and is told every stage of it', async ({ paper, admin }) => {
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
    const walletsTold = (count: number): Promise<unknown> => until(() => told.filter(({ topic }) => topic === 'wallet').length === count);
    const trade = async (side: 'Buy' | 'Sell', orderLinkId: string): Promise<void> => {
      expect((await rest.submitOrder({ category: 'linear', symbol: 'TAGUSDT', side, orderType: 'Market', qty: '20000', reduceOnly: side === 'Sell', orderLinkId })).retMsg).toBe('OK');
    };
    expect((await rest.getInstrumentsInfo({ category: 'linear', symbol: 'TAGUSDT' })).result.list).toMatchObject([{ status: 'Trading' }]);
    expect((await rest.setLeverage({ category: 'linear', symbol: 'TAGUSDT', buyLeverage: '12', sellLeverage: '12' })).retMsg).toBe('OK');
    await trade('Buy', 'in');
    await walletsTold(1);
    const stop = await rest.setTradingStop({ category: 'linear', symbol: 'TAGUSDT', positionIdx: 0, tpslMode: 'Full', stopLoss: '0.0003' });
    expect(stop.retMsg).toBe('OK');
    await admin('POST', 'prices', { venue: 'bybit', TAGUSDT: { last: '0.0003' } });
    await walletsTold(2);
    await trade('Buy', 'again');
    await walletsTold(3);
    await trade('Sell', 'out');
    await walletsTold(4);

    const rows = (topic: string): any[] => told.filter((message) => message.topic === topic).flatMap(({ data }) => data);
    expect(rows('order').map(({ orderStatus, stopOrderType }) => `${orderStatus} ${stopOrderType}`.trim())).toEqual(['New', 'Filled', 'Untriggered StopLoss', 'Triggered StopLoss', 'New StopLoss', 'Filled StopLoss', 'New', 'Filled', 'New', 'Filled']);
    expect(rows('position').map(({ size, stopLoss, entryPrice }) => [size, stopLoss, entryPrice])).toEqual([
      ['20000', '', '0.0003544'],
      ['20000', '0.0003', '0.0003544'],
      ['0', '', '0'],
      ['20000', '', '0.0003'],
      ['0', '', '0'],
    ]);
    expect(rows('wallet').at(-1).coin).toContainEqual(expect.objectContaining({ coin: 'USDT', walletBalance: '99998.8982016' }));
    expect(rows('execution')).toMatchObject([{ execQty: '20000', side: 'Buy', closedSize: '0' }, { execQty: '20000', side: 'Sell', closedSize: '20000', stopOrderType: 'StopLoss' }, { orderLinkId: 'again' }, { orderLinkId: 'out', closedSize: '20000' }]);
    expect(complaints).toEqual([]);
  });
});
