import { RestClientV5 } from 'bybit-api';
import { describe, expect, test } from 'vitest';
import { until } from '../fixture.ts';
import { type BybitServer, startBybitServer } from './bybit-server.ts';

const symbol = 'TAGUSDT';
const category = 'linear';
const qty = '20000';

const connect = ({ url, apiKey, apiSecret }: BybitServer, secret = apiSecret): RestClientV5 => new RestClientV5({ key: apiKey, secret, baseUrl: url });

describe('another client, which knows nothing of ccxt and only another base URL', () => {
  test('finds markets, enters, is stopped out by its stop, and closes a second position by itself', async () => {
    const server = await startBybitServer();
    const client = connect(server);
    const listed = (await client.getInstrumentsInfo({ category, symbol })).result.list[0]!;
    expect(listed).toMatchObject({ symbol, status: 'Trading', priceFilter: { tickSize: '0.0000001' }, lotSizeFilter: { qtyStep: '10' } });
    expect(await client.setLeverage({ category, symbol, buyLeverage: '12.5', sellLeverage: '12.5' })).toMatchObject({ retCode: 0, retMsg: 'OK' });

    const enter = (orderLinkId: string) => client.submitOrder({ category, symbol, side: 'Buy', orderType: 'Market', qty, orderLinkId });
    const entry = (await enter('enter')).result;
    expect(entry).toEqual({ orderId: expect.any(String), orderLinkId: 'enter' });
    expect((await client.getPositionInfo({ category, settleCoin: 'USDT' })).result.list).toMatchObject([{ symbol, side: 'Buy', size: qty, avgPrice: '0.0003544', leverage: '12.5' }]);

    const guard = (await client.submitOrder({ category, symbol, side: 'Sell', orderType: 'Market', qty, triggerPrice: '0.0003473', triggerDirection: 2, triggerBy: 'MarkPrice', reduceOnly: true, orderLinkId: 'guard' })).result;
    expect((await client.getActiveOrders({ category, symbol })).result.list).toMatchObject([{ orderId: guard.orderId, orderLinkId: 'guard', orderStatus: 'Untriggered', stopOrderType: 'Stop', triggerBy: 'MarkPrice' }]);

    server.price(symbol, '0.0003473');
    expect((await client.getActiveOrders({ category, symbol })).result.list).toEqual([]);
    const triggered = (await client.getActiveOrders({ category, orderId: guard.orderId })).result.list;
    expect(triggered).toMatchObject([{ orderId: guard.orderId, orderStatus: 'Filled', side: 'Sell', cumExecQty: qty, avgPrice: '0.0003473' }]);
    expect((await client.getPositionInfo({ category, settleCoin: 'USDT' })).result.list).toEqual([]);

    await enter('again');
    await client.submitOrder({ category, symbol, side: 'Sell', orderType: 'Market', qty, reduceOnly: true, orderLinkId: 'close' });
    expect((await client.getPositionInfo({ category, symbol })).result.list).toMatchObject([{ side: '', size: '0' }]);

    const executions = (await client.getExecutionList({ category, symbol })).result.list;
    expect(executions.map(({ orderLinkId, side, execPrice, closedSize }) => [orderLinkId, side, execPrice, closedSize])).toEqual([
      ['close', 'Sell', '0.0003473', qty],
      ['again', 'Buy', '0.0003473', '0'],
      ['guard', 'Sell', '0.0003473', qty],
      ['enter', 'Buy', '0.0003544', '0'],
    ]);
    expect((await client.getClosedPnL({ category, symbol })).result.list).toHaveLength(2);
    // 20000 × (0.0003473 − 0.0003544), and the fee of 0.00055 on 20000 × (0.0003544 + 3 × 0.0003473).
    const [wallet] = (await client.getWalletBalance({ accountType: 'UNIFIED', coin: 'USDT' })).result.list;
    expect(wallet!.coin).toMatchObject([{ coin: 'USDT', walletBalance: '99999.8426407', totalPositionIM: '0' }]);
  });

  test('has its order matched although it does not ask again', async () => {
    const server = await startBybitServer();
    await connect(server).submitOrder({ category, symbol, side: 'Buy', orderType: 'Market', qty, orderLinkId: 'enter' });
    await until(() => server.exchange.accounts.get('main')!.lives.length === 1);
  });

  test('pages through everything with the cursors that it is given', async () => {
    const server = await startBybitServer();
    const client = connect(server);
    for (let index = 0; index < 45; index++) await client.submitOrder({ category, symbol, side: 'Buy', orderType: 'Limit', qty, price: '0.0003', orderLinkId: `rest-${index}` });
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const { result } = await client.getActiveOrders({ category, symbol, ...(cursor === undefined ? {} : { cursor }) });
      found.push(...result.list.map(({ orderLinkId }) => orderLinkId));
      cursor = result.nextPageCursor;
    } while (cursor);
    expect([...found].sort()).toEqual(Array.from({ length: 45 }, (_, index) => `rest-${index}`).sort());
  });

  test('is told an error in the venue\'s own code', async () => {
    const server = await startBybitServer();
    const client = connect(server);
    expect(await client.submitOrder({ category, symbol, side: 'Sell', orderType: 'Market', qty, reduceOnly: true })).toMatchObject({ retCode: 110017 });
    const forger = connect(server, 'not the secret');
    expect(await forger.getWalletBalance({ accountType: 'UNIFIED' })).toMatchObject({ retCode: 10004 });
  });
});
