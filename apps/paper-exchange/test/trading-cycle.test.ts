import { describe, expect } from 'vitest';
import { tag, test } from './fixture.ts';

const stopParams = { triggerPrice: 0.0003473, reduceOnly: true };

describe('a full cycle through ccxt', () => {
  test('a market order fills, its stop waits in its own list, triggers and closes the position by a child order', async ({ client, admin }) => {
    const entry = await client.createOrder(tag, 'market', 'buy', 564334, undefined, { clientOrderId: 'bwe1' });
    expect(entry).toMatchObject({ status: 'closed', clientOrderId: 'bwe1', filled: 564334, average: 0.0003544 });
    const [position] = await client.fetchPositions([tag]);
    expect(position).toMatchObject({ symbol: tag, side: 'long', contracts: 564334, entryPrice: 0.0003544, hedged: false });

    const stop = await client.createOrder(tag, 'market', 'sell', 564334, undefined, { ...stopParams, clientOrderId: 'bws1' });
    expect(stop).toMatchObject({ status: 'open', clientOrderId: 'bws1', triggerPrice: 0.0003473, reduceOnly: true });
    expect(await client.fetchOpenOrders(tag)).toEqual([]);
    expect((await client.fetchOpenOrders(tag, undefined, undefined, { trigger: true })).map((order) => order.id)).toEqual([stop.id]);

    await admin('POST', 'prices', { TAGUSDT: { last: '0.0003473' } });
    const triggered = await client.fetchOrder(stop.id!, tag, { trigger: true });
    expect(triggered).toMatchObject({ status: 'closed', info: { algoStatus: 'FINISHED', actualQty: '564334', actualPrice: '0.0003473' } });
    const child = await client.fetchOrder((triggered.info as any).actualOrderId, tag);
    expect(child).toMatchObject({ status: 'closed', filled: 564334, average: 0.0003473, reduceOnly: true });
    expect(child.id).not.toBe(entry.id);
    expect(await client.fetchPositions([tag])).toEqual([]);

    const trades = await client.fetchMyTrades(tag);
    expect(trades.map((trade) => [trade.order, trade.side, trade.amount, trade.price])).toEqual([
      [entry.id, 'buy', 564334, 0.0003544],
      [child.id, 'sell', 564334, 0.0003473],
    ]);
    const { accounts } = await admin('GET', 'state');
    expect(accounts[0].bare).toMatchObject([{ symbol: 'TAGUSDT', side: 'long', bareSince: null }]);
    expect(accounts[0].bare[0].protectedAt).toBeGreaterThanOrEqual(accounts[0].bare[0].openedAt);
    expect(accounts[0].bare[0].closedAt).toBeGreaterThanOrEqual(accounts[0].bare[0].protectedAt);
    expect(accounts[0].acceptedEntries).toMatchObject([{ clientOrderId: 'bwe1', symbol: 'TAGUSDT' }]);
  });

  test('the journal shows every step of a conditional order', async ({ client, admin }) => {
    await client.createOrder(tag, 'market', 'sell', 20000, undefined, { clientOrderId: 'bwe2' });
    await client.createOrder(tag, 'market', 'buy', 20000, undefined, { triggerPrice: 0.0003615, reduceOnly: true, clientOrderId: 'bws2' });
    await admin('POST', 'prices', { TAGUSDT: { last: '0.0003620' } });
    const journal: { kind: string; detail: { clientOrderId: string } }[] = await admin('GET', 'journal?symbol=TAGUSDT');
    const steps = journal.filter(({ kind, detail }) => kind !== 'request' && detail.clientOrderId === 'bws2').map(({ kind }) => kind);
    expect(steps).toEqual([
      'conditional-order-new',
      'conditional-order-triggering',
      'order-new',
      'conditional-order-triggered',
      'fill',
      'order-filled',
      'conditional-order-finished',
    ]);
  });

  test('a position built of several executions and a partial close is right to the digit', async ({ client, admin }) => {
    const executions = [
      { price: '0.0003544', quantity: '100000' },
      { price: '0.0003546', quantity: '50000' },
      { price: '0.0003551', quantity: '25000' },
    ];
    await admin('POST', 'fill-script', { symbol: 'TAGUSDT', executions });
    const entry = await client.createOrder(tag, 'market', 'buy', 200000, undefined, { clientOrderId: 'bwe3' });
    expect(entry).toMatchObject({ status: 'expired', filled: 175000 });
    await admin('POST', 'trade', { symbol: 'TAGUSDT', side: 'SELL', quantity: '75000', reduceOnly: true });
    const { accounts } = await admin('GET', 'state');
    // (0.0003544 × 100000 + 0.0003546 × 50000 + 0.0003551 × 25000) / 175000
    expect(accounts[0].positions).toMatchObject([{ symbol: 'TAGUSDT', leg: 'net', side: 'long', quantity: '100000', entryPrice: '0.000354557142857142857143' }]);
    expect(accounts[0].fills.map((fill: { quantity: string }) => fill.quantity)).toEqual(['100000', '50000', '25000', '75000']);
    const [position] = await client.fetchPositions([tag]);
    expect((position!.info as any).entryPrice).toBe('0.000354557143');
  });

  test('ids of different symbols and lists collide, client order ids do not', async ({ client }) => {
    const coti = 'COTI/USDT:USDT';
    const first = await client.createOrder(tag, 'market', 'buy', 20000, undefined, { clientOrderId: 'bwe4' });
    const second = await client.createOrder(coti, 'market', 'buy', 500, undefined, { clientOrderId: 'bwe5' });
    const stop = await client.createOrder(tag, 'market', 'sell', 20000, undefined, { ...stopParams, clientOrderId: 'bws4' });
    expect(new Set([first.id, second.id, stop.id]).size).toBe(1);
    expect((await client.fetchOrder(undefined as never, coti, { clientOrderId: 'bwe5' })).id).toBe(second.id);
    expect((await client.fetchOrder(undefined as never, tag, { trigger: true, clientOrderId: 'bws4' })).id).toBe(stop.id);
  });

  test('an order of a symbol that is not ASCII is signed, filled and found', async ({ client }) => {
    const symbol = '币安人生/USDT:USDT';
    const entry = await client.createOrder(symbol, 'market', 'buy', 100, undefined, { clientOrderId: 'bwe6' });
    expect(entry.filled).toBe(100);
    expect((await client.fetchPositions([symbol]))[0]).toMatchObject({ symbol, contracts: 100 });
  });
});
