import { describe, expect } from 'vitest';
import { tag, test } from './fixture.ts';

const price = (last: string) => ({ TAGUSDT: { last } });

describe('silent maintenance', () => {
  test('takes and answers everything, while no price moves, nothing fills and nothing triggers; then all of it happens', async ({ client, admin }) => {
    await client.createOrder(tag, 'market', 'buy', 40000);
    await client.createOrder(tag, 'market', 'sell', 10000, undefined, { triggerPrice: 0.00034, reduceOnly: true });
    await client.createOrder(tag, 'limit', 'buy', 20000, 0.00035, { clientOrderId: 'rest' });
    await admin('POST', 'faults', { kind: 'silent-maintenance' });

    await admin('POST', 'prices', price('0.00033'));
    expect(await client.createOrder(tag, 'market', 'buy', 30000, undefined, { clientOrderId: 'late' })).toMatchObject({ status: 'open', filled: 0 });
    expect(await client.createOrder(tag, 'limit', 'sell', 25000, 0.00035, { clientOrderId: 'gone' })).toMatchObject({ status: 'open', filled: 0 });
    expect(await client.cancelOrder(undefined as never, tag, { clientOrderId: 'gone' })).toMatchObject({ status: 'canceled' });
    expect((await client.fetchTicker(tag)).last).toBe(0.0003544);
    expect(await client.fetchOpenOrders(tag, undefined, undefined, { trigger: true })).toHaveLength(1);
    expect(await client.fetchOpenOrders(tag)).toHaveLength(2);
    expect((await admin('GET', 'state')).accounts[0].fills).toHaveLength(1);

    await admin('DELETE', 'faults');
    // The order that came meanwhile met the market as it stood; then came the price, the resting order and the stop.
    const { fills, orders, conditionalOrders, positions } = (await admin('GET', 'state')).accounts[0];
    expect(fills.slice(1).map((fill: any) => [fill.side, fill.quantity, fill.price])).toEqual([['BUY', '30000', '0.0003544'], ['BUY', '20000', '0.00035'], ['SELL', '10000', '0.00033']]);
    expect([orders, conditionalOrders, positions[0].quantity]).toEqual([[], [], '80000']);
    expect((await client.fetchTicker(tag)).last).toBe(0.00033);
  });

  test('may befall one contract, and leave the others alone', async ({ client, admin }) => {
    const { id } = await admin('POST', 'faults', { kind: 'silent-maintenance', match: { venue: 'binance', symbol: 'TAGUSDT' } });
    expect((await client.createOrder(tag, 'market', 'buy', 20000)).filled).toBe(0);
    expect((await client.createOrder('AKT/USDT:USDT', 'market', 'buy', 20)).filled).toBe(20);
    await admin('DELETE', `faults/${id}`);
    expect((await client.fetchPositions([tag]))[0]!.contracts).toBe(20000);
  });

  test('holds back what Bybit has acknowledged', async ({ paper, admin }) => {
    const send = (body: object) => admin('POST', 'trade', { venue: 'bybit', symbol: 'TAGUSDT', side: 'BUY', quantity: '20000', ...body });
    await admin('POST', 'faults', { kind: 'silent-maintenance', match: { venue: 'bybit' } });
    await send({});
    expect((await admin('GET', 'state?venue=bybit')).accounts[0].positions).toEqual([]);
    await admin('DELETE', 'faults');
    expect((await admin('GET', 'state?venue=bybit')).accounts[0].positions).toMatchObject([{ quantity: '20000' }]);
    expect(paper.exchange.halts.size).toBe(0);
  });
});
