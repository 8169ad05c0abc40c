import { expect, test } from 'vitest';
import { startBybitServer } from './bybit-server.ts';
import { connectCcxt } from './ccxt-client.ts';

const tag = 'TAG/USDT:USDT';

test('a full cycle through ccxt: markets, leverage, an entry that its stop ends, and one that is closed', async () => {
  const server = await startBybitServer({ clock: 'virtual' });
  const client = await connectCcxt(server);
  expect(client.market(tag)).toMatchObject({ id: 'TAGUSDT', active: true, linear: true, precision: { amount: 10, price: 1e-7 } });
  await client.setLeverage(12, tag);

  const entry = await client.createOrder(tag, 'market', 'buy', 20000, undefined, { orderLinkId: 'bwe1' });
  expect(entry).toMatchObject({ clientOrderId: 'bwe1', status: undefined });
  // The answer acknowledges; what became of it is asked for.
  expect(await client.fetchClosedOrder(entry.id!, tag)).toMatchObject({ clientOrderId: 'bwe1', status: 'closed', filled: 20000, average: 0.0003544 });
  expect(await client.fetchPositions()).toMatchObject([{ symbol: tag, side: 'long', contracts: 20000, entryPrice: 0.0003544, leverage: 12 }]);

  server.paper.world.clock.advance(1);
  const stop = await client.createOrder(tag, 'market', 'sell', 20000, undefined, { stopLossPrice: 0.0003473, orderLinkId: 'bws1' });
  expect(await client.fetchOpenOrders(tag, undefined, undefined, { trigger: true })).toMatchObject([{ id: stop.id, clientOrderId: 'bws1', status: 'open', triggerPrice: 0.0003473, reduceOnly: true }]);
  expect(await client.fetchOpenOrders(tag, undefined, undefined, { orderFilter: 'Order' })).toEqual([]);

  server.paper.world.clock.advance(1);
  server.price('TAGUSDT', '0.0003473');
  expect(await client.fetchOpenOrders(tag)).toEqual([]);
  expect(await client.fetchClosedOrder(stop.id!, tag)).toMatchObject({ id: stop.id, clientOrderId: 'bws1', filled: 20000, average: 0.0003473, reduceOnly: true });
  expect(await client.fetchPositions()).toEqual([]);

  server.paper.world.clock.advance(1);
  await client.createOrder(tag, 'market', 'buy', 20000, undefined, { orderLinkId: 'bwe2' });
  server.paper.world.clock.advance(1);
  const close = await client.createOrder(tag, 'market', 'sell', 20000, undefined, { reduceOnly: true, orderLinkId: 'bwx2' });
  expect(await client.fetchClosedOrder(close.id!, tag)).toMatchObject({ filled: 20000, reduceOnly: true });
  expect(await client.fetchPosition(tag)).toMatchObject({ symbol: tag, contracts: 0, side: undefined });

  expect((await client.fetchMyTrades(tag)).map(({ order, side, amount, price }) => [order, side, amount, price])).toEqual([
    [entry.id, 'buy', 20000, 0.0003544],
    [stop.id, 'sell', 20000, 0.0003473],
    [expect.any(String), 'buy', 20000, 0.0003473],
    [close.id, 'sell', 20000, 0.0003473],
  ]);
  // 20000 × (0.0003473 − 0.0003544), and the fee of 0.00055 on 20000 × (0.0003544 + 3 × 0.0003473).
  expect((await client.fetchBalance())['USDT']).toMatchObject({ total: 99999.8426407, free: 99999.8426407, used: 0 });
  expect([...server.paper.world.counts.unknownPaths.keys()]).toEqual([]);
});
