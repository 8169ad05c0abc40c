import { USDMClient, WebsocketClient } from 'binance';
import { describe, expect, onTestFinished } from 'vitest';
import { tag, test, until } from '../fixture.ts';
import { connectBinancePro } from './ccxt-pro-client.ts';
import { watchAccount } from './watch-account.ts';

describe('ccxt pro follows a cycle by the streams alone', () => {
  test('from markets and leverage through an entry that its stop ends to one that is closed: every stage is told', async ({ paper, admin }) => {
    const pro = await connectBinancePro(paper);
    expect(pro.market(tag)).toMatchObject({ id: 'TAGUSDT', active: true, swap: true, precision: { price: 1e-7 } });
    expect(await pro.setLeverage(10, tag)).toMatchObject({ symbol: 'TAGUSDT', leverage: 10 });
    // Opened before the first order, so that nothing is missed: its first positions are a snapshot by request.
    const seen = watchAccount(pro);
    await until(async () => (await admin('GET', 'streams')).length > 0);
    const told = (clientOrderId: string, status: string): Promise<any> => until(() => seen.orders.find((order) => order.clientOrderId === clientOrderId && order.status === status));

    await pro.createOrder(tag, 'market', 'buy', 20000, undefined, { clientOrderId: 'in' });
    expect(await told('in', 'closed')).toMatchObject({ symbol: tag, side: 'buy', filled: 20000, average: 0.0003544 });
    await until(() => seen.positions.some(({ side, contracts, entryPrice }) => side === 'long' && contracts === 20000 && entryPrice === 0.0003544));

    const stop = await pro.createOrder(tag, 'market', 'sell', 20000, undefined, { triggerPrice: 0.0003, reduceOnly: true, clientOrderId: 'guard' });
    expect(await told('guard', 'open')).toMatchObject({ id: stop.id, side: 'sell', triggerPrice: 0.0003, reduceOnly: true });
    expect(await pro.fetchOpenOrders(tag, undefined, undefined, {})).toEqual([]);
    expect(await pro.fetchOpenOrders(tag, undefined, undefined, { trigger: true })).toMatchObject([{ id: stop.id, clientOrderId: 'guard' }]);

    await admin('POST', 'prices', { TAGUSDT: { last: '0.0003' } });
    expect(await told('guard', 'closed')).toMatchObject({ symbol: tag, side: 'sell' });
    await until(() => seen.positions.at(-1)?.contracts === 0);
    await until(() => seen.balances.at(-1)?.USDT?.total === 99998.905456);
    expect(await pro.fetchOpenOrders(tag, undefined, undefined, { trigger: true })).toEqual([]);

    await pro.createOrder(tag, 'market', 'buy', 20000, undefined, { clientOrderId: 'again' });
    await pro.createOrder(tag, 'market', 'sell', 20000, undefined, { reduceOnly: true, clientOrderId: 'out' });
    expect(await told('out', 'closed')).toMatchObject({ filled: 20000, average: 0.0003, reduceOnly: true });
    await until(() => seen.balances.at(-1)?.USDT?.total === 99998.899456);

    const trades = new Map((await until(() => seen.trades.length >= 4 && seen.trades)).map((trade) => [trade.id, trade]));
    expect([...trades.values()].map(({ side, amount, price, fee }) => [side, amount, price, fee.currency])).toEqual([
      ['buy', 20000, 0.0003544, 'USDT'],
      ['sell', 20000, 0.0003, 'USDT'],
      ['buy', 20000, 0.0003, 'USDT'],
      ['sell', 20000, 0.0003, 'USDT'],
    ]);
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
  test('trades a whole cycle by itself, is told every stage of it, and understands every word', async ({ paper, admin }) => {
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
    const isTold = (status: string, clientOrderId: string): Promise<any> => until(() => told.find(({ order }) => order?.orderStatus === status && order.clientOrderId === clientOrderId));

    const requests = new USDMClient({ api_key: paper.apiKey, api_secret: paper.apiSecret, baseUrl: paper.url });
    const order = { symbol: 'TAGUSDT', type: 'MARKET', quantity: 20000 } as const;
    // The client wants ids of its own making.
    const [first, guard, second, last] = [requests.generateNewOrderId(), requests.generateNewOrderId(), requests.generateNewOrderId(), requests.generateNewOrderId()];
    expect((await requests.getExchangeInfo()).symbols.find(({ symbol }) => symbol === 'TAGUSDT')).toMatchObject({ status: 'TRADING' });
    await requests.setLeverage({ symbol: 'TAGUSDT', leverage: 10 });
    await requests.submitNewOrder({ ...order, side: 'BUY', newClientOrderId: first });
    expect(await isTold('FILLED', first)).toMatchObject({ order: { orderFilledAccumulatedQuantity: 20000, averagePrice: 0.0003544 } });
    await requests.submitNewAlgoOrder({ ...order, algoType: 'CONDITIONAL', side: 'SELL', type: 'STOP_MARKET', triggerPrice: '0.0003', reduceOnly: 'true', clientAlgoId: guard });
    await until(() => told.some(({ algoOrder }) => algoOrder?.algoStatus === 'NEW'));
    expect(await requests.getAllOpenOrders({ symbol: 'TAGUSDT' })).toEqual([]);
    expect(await requests.getOpenAlgoOrders({ symbol: 'TAGUSDT' })).toMatchObject([{ clientAlgoId: guard }]);
    await admin('POST', 'prices', { TAGUSDT: { last: '0.0003' } });
    await until(() => told.some(({ algoOrder }) => algoOrder?.algoStatus === 'FINISHED'));
    await requests.submitNewOrder({ ...order, side: 'BUY', newClientOrderId: second });
    await requests.submitNewOrder({ ...order, side: 'SELL', reduceOnly: 'true', newClientOrderId: last });
    expect(await isTold('FILLED', last)).toMatchObject({ order: { isReduceOnly: true, averagePrice: 0.0003 } });

    const filled = ['ORDER_TRADE_UPDATE NEW', 'TRADE_LITE', 'ACCOUNT_UPDATE', 'ORDER_TRADE_UPDATE TRADE'];
    expect(told.map(({ eventType, order: one, algoOrder }) => `${eventType} ${one?.executionType ?? algoOrder?.algoStatus ?? ''}`.trim())).toEqual([
      'ACCOUNT_CONFIG_UPDATE',
      ...filled,
      'ALGO_UPDATE NEW',
      'ALGO_UPDATE TRIGGERING',
      ...filled,
      'ALGO_UPDATE TRIGGERED',
      'ALGO_UPDATE FINISHED',
      ...filled,
      ...filled,
    ]);
    const updates = told.flatMap(({ updateData }) => updateData ?? []);
    const positions = updates.flatMap(({ updatedPositions }) => updatedPositions ?? []);
    expect(positions.map(({ symbol, positionAmount }) => [symbol, positionAmount])).toEqual([['TAGUSDT', 20000], ['TAGUSDT', 0], ['TAGUSDT', 20000], ['TAGUSDT', 0]]);
    expect(updates.at(-1).updatedBalances).toMatchObject([{ asset: 'USDT', walletBalance: 99998.899456 }]);
    expect(complaints).toEqual([]);
  });
});
