import { type NewOrderResult, USDMClient } from 'binance';
import { describe, expect } from 'vitest';
import { test } from './fixture.ts';

const symbol = 'TAGUSDT';
const quantity = 20000;

describe('another client, which knows nothing of ccxt and only another base URL', () => {
  test('finds markets, enters, is stopped out by its stop, and closes a second position by itself', async ({ paper, admin }) => {
    const client = new USDMClient({ api_key: paper.apiKey, api_secret: paper.apiSecret, baseUrl: paper.url });
    const listed = (await client.getExchangeInfo()).symbols.find((each) => each.symbol === symbol);
    expect(listed).toMatchObject({ status: 'TRADING', filters: expect.arrayContaining([expect.objectContaining({ filterType: 'PRICE_FILTER', tickSize: '0.0000001' })]) });
    expect(await client.setLeverage({ symbol, leverage: 10 })).toMatchObject({ symbol, leverage: 10 });

    const enter = (): Promise<NewOrderResult> => client.submitNewOrder({ symbol, side: 'BUY', type: 'MARKET', quantity, newOrderRespType: 'RESULT' });
    const entry = await enter();
    expect(entry).toMatchObject({ status: 'FILLED', executedQty: '20000', avgPrice: '0.0003544' });
    expect(await client.getPositionsV3({ symbol })).toMatchObject([{ symbol, positionAmt: '20000', entryPrice: '0.0003544' }]);

    const guard = client.generateNewOrderId();
    const stop = await client.submitNewAlgoOrder({ algoType: 'CONDITIONAL', symbol, side: 'SELL', type: 'STOP_MARKET', quantity, triggerPrice: '0.0003473', reduceOnly: 'true', clientAlgoId: guard });
    expect(await client.getAllOpenOrders({ symbol })).toEqual([]);
    expect(await client.getOpenAlgoOrders({ symbol })).toMatchObject([{ algoId: stop.algoId, clientAlgoId: guard, algoStatus: 'NEW' }]);

    await admin('POST', 'prices', { TAGUSDT: { last: '0.0003473' } });
    const triggered = await client.getAlgoOrder({ algoId: stop.algoId });
    expect(triggered).toMatchObject({ algoStatus: 'FINISHED', actualQty: '20000' });
    expect(await client.getOpenAlgoOrders({ symbol })).toEqual([]);
    const child = await client.getOrder({ symbol, orderId: Number(triggered.actualOrderId) });
    expect(child).toMatchObject({ status: 'FILLED', side: 'SELL', executedQty: '20000', reduceOnly: true });
    expect(await client.getPositionsV3()).toEqual([]);

    await enter();
    expect(await client.submitNewOrder({ symbol, side: 'SELL', type: 'MARKET', quantity, reduceOnly: 'true', newOrderRespType: 'RESULT' })).toMatchObject({ status: 'FILLED' });
    expect(await client.getPositionsV3()).toEqual([]);

    const trades = await client.getAccountTrades({ symbol });
    expect(trades.map(({ orderId, side, qty, price }) => [orderId, side, qty, price]).slice(0, 2)).toEqual([
      [entry.orderId, 'BUY', '20000', '0.0003544'],
      [child.orderId, 'SELL', '20000', '0.0003473'],
    ]);
    expect(trades).toHaveLength(4);
    // 20000 × (0.0003473 − 0.0003544), and the fee of 0.0005 on 20000 × (0.0003544 + 3 × 0.0003473).
    const [usdt] = await client.getBalanceV3();
    expect(usdt).toMatchObject({ asset: 'USDT', balance: '99999.84403700', availableBalance: '99999.84403700' });
  });

  test('is told an error in the venue\'s own code', async ({ paper }) => {
    const client = new USDMClient({ api_key: paper.apiKey, api_secret: paper.apiSecret, baseUrl: paper.url });
    await expect(client.submitNewOrder({ symbol, side: 'SELL', type: 'MARKET', quantity, reduceOnly: 'true' })).rejects.toMatchObject({ code: -2022 });
    const forger = new USDMClient({ api_key: paper.apiKey, api_secret: 'not the secret', baseUrl: paper.url });
    await expect(forger.getBalanceV3()).rejects.toMatchObject({ code: -1022 });
  });
});
