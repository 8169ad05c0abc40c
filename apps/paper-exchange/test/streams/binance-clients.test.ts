import { WebsocketClient } from 'binance';
import { describe, expect, onTestFinished } from 'vitest';
import { tag, test, until } from '../fixture.ts';
import { connectBinancePro } from './ccxt-pro-client.ts';

describe('ccxt pro follows a cycle by the streams alone', () => {
  test('orders, trades, position and balance, from the entry to the stop that ends it', async ({ paper, admin }) => {
    const pro = await connectBinancePro(paper);
    onTestFinished(() => pro.close());
    const seen = { orders: [] as any[], trades: [] as any[], positions: [] as any[], balances: [] as any[] };
    let isWatching = true;
    const watch = async (into: any[], next: () => Promise<any>): Promise<void> => {
      while (isWatching) into.push(structuredClone(await next()));
    };
    // Opened before the first order, so that nothing is missed: its first positions are a snapshot by request.
    const ended = Promise.allSettled([
      watch(seen.orders, () => pro.watchOrders(tag)),
      watch(seen.trades, () => pro.watchMyTrades(tag)),
      watch(seen.positions, () => pro.watchPositions([tag])),
      watch(seen.balances, () => pro.watchBalance()),
    ]);
    await until(async () => (await admin('GET', 'streams')).length > 0);

    await pro.createOrder(tag, 'market', 'buy', 20000, undefined, { clientOrderId: 'in' });
    await pro.createOrder(tag, 'market', 'sell', 20000, undefined, { triggerPrice: 0.0003, reduceOnly: true, clientOrderId: 'guard' });
    await admin('POST', 'prices', { TAGUSDT: { last: '0.0003' } });
    const last = (list: any[][]): any => list.at(-1)?.at(-1);
    await until(() => seen.trades.flat().length >= 2 && last(seen.positions)?.contracts === 0);
    await until(() => seen.orders.flat().some(({ clientOrderId, status }) => clientOrderId === 'guard' && status === 'closed'));

    const orders = new Map(seen.orders.flat().map((order) => [`${order.clientOrderId} ${order.status} ${order.side}`, order]));
    expect(orders.get('in closed buy')).toMatchObject({ symbol: tag, filled: 20000, average: 0.0003544 });
    expect(orders.get('guard open sell')).toBeDefined();
    expect(orders.get('guard closed sell')).toMatchObject({ symbol: tag });
    const trades = new Map(seen.trades.flat().map((trade) => [trade.id, trade]));
    expect([...trades.values()].map(({ side, amount, price, fee }) => ({ side, amount, price, fee }))).toMatchObject([
      { side: 'buy', amount: 20000, price: 0.0003544, fee: { currency: 'USDT' } },
      { side: 'sell', amount: 20000, price: 0.0003, fee: { currency: 'USDT' } },
    ]);
    expect(seen.positions.flat()).toContainEqual(expect.objectContaining({ symbol: tag, side: 'long', contracts: 20000, entryPrice: 0.0003544 }));
    await until(() => seen.balances.at(-1)?.USDT?.total === 99998.905456);

    isWatching = false;
    await pro.close();
    await ended;
    expect((await admin('GET', 'state')).requests.unknownPaths).toEqual({});
  });

  test('a connection that breaks is told to whoever watches, and the next watch connects anew', async ({ paper, admin }) => {
    const pro = await connectBinancePro(paper);
    onTestFinished(() => pro.close());
    const watching = pro.watchOrders(tag).then(() => 'an order', (error: Error) => error.constructor.name);
    await until(async () => (await admin('GET', 'streams')).length > 0);
    await admin('POST', 'faults', { kind: 'close-stream' });
    expect(await watching).toBe('NetworkError');
    const again = pro.watchOrders(tag);
    await until(async () => (await admin('GET', 'streams')).length > 0);
    await admin('POST', 'trade', { symbol: 'TAGUSDT', side: 'BUY', quantity: '20000', clientOrderId: 'later' });
    expect((await again).at(-1)).toMatchObject({ clientOrderId: 'later' });
  });
});

describe('another client, which knows nothing of ccxt', () => {
  test('is told of a whole cycle, and understands every word of it', async ({ paper, client, admin }) => {
    const told: any[] = [];
    const complaints: unknown[] = [];
    const note = (...words: unknown[]): void => void complaints.push(words);
    const quiet = { trace: () => {}, info: () => {}, error: note };
    const options = { api_key: paper.apiKey, api_secret: paper.apiSecret, wsUrl: paper.url.replace('http', 'ws'), restOptions: { baseUrl: paper.url }, beautify: true, beautifyWarnIfMissing: true };
    const streams = new WebsocketClient(options, quiet as never);
    onTestFinished(() => streams.closeAll(true));
    streams.on('formattedMessage', (message) => told.push(message));
    streams.on('exception', note);
    await streams.subscribeUsdFuturesUserDataStream();
    await until(async () => (await admin('GET', 'streams')).length > 0);

    await client.createOrder(tag, 'market', 'buy', 20000, undefined, { clientOrderId: 'in' });
    await client.createOrder(tag, 'market', 'sell', 20000, undefined, { triggerPrice: 0.0003, reduceOnly: true, clientOrderId: 'guard' });
    await client.setLeverage(10, tag);
    await admin('POST', 'prices', { TAGUSDT: { last: '0.0003' } });
    await until(() => told.some(({ algoOrder }) => algoOrder?.algoStatus === 'FINISHED'));

    expect(told.map(({ eventType, order, algoOrder }) => `${eventType} ${order?.executionType ?? algoOrder?.algoStatus ?? ''}`.trim())).toEqual([
      'ORDER_TRADE_UPDATE NEW',
      'TRADE_LITE',
      'ACCOUNT_UPDATE',
      'ORDER_TRADE_UPDATE TRADE',
      'ALGO_UPDATE NEW',
      'ACCOUNT_CONFIG_UPDATE',
      'ALGO_UPDATE TRIGGERING',
      'ORDER_TRADE_UPDATE NEW',
      'TRADE_LITE',
      'ACCOUNT_UPDATE',
      'ORDER_TRADE_UPDATE TRADE',
      'ALGO_UPDATE TRIGGERED',
      'ALGO_UPDATE FINISHED',
    ]);
    const positions = told.flatMap(({ updateData }) => updateData?.updatedPositions ?? []);
    expect(positions.map(({ symbol, positionAmount }) => [symbol, positionAmount])).toEqual([['TAGUSDT', 20000], ['TAGUSDT', 0]]);
    expect(complaints).toEqual([]);
  });
});
