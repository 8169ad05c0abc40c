import { describe, expect, test } from 'vitest';
import { Decimal } from './decimal.ts';
import { cancelOrder } from './cancel-order.ts';
import type { Order } from './order.ts';
import { findOrder, listFills, listOpenOrders, listOpenPositions, listOrders } from './read-account.ts';
import { createTestExchange } from './test-exchange.ts';

const dayMs = 86_400_000;

describe('listings', () => {
  test('show the world as it stood at the instant that is asked for', () => {
    const world = createTestExchange();
    const { exchange, account, clock } = world;
    const order = world.trade('buy', '20000', { type: 'limit', price: new Decimal('0.00035') }) as Order;
    clock.advance(100);
    world.price('0.00035');
    clock.advance(100);
    const at = (atMs: number) => [
      findOrder(exchange, account, 'TAGUSDT', { orderId: order.orderId, clientOrderId: null }, atMs)?.status,
      listOpenOrders(exchange, account, null, atMs).length,
      listOpenPositions(account, null, atMs).length,
      listFills(exchange, account, 'TAGUSDT', atMs).length,
    ];
    expect(at(999)).toEqual([undefined, 0, 0, 0]);
    expect(at(1099)).toEqual(['new', 1, 0, 0]);
    expect(at(1100)).toEqual(['filled', 0, 1, 1]);
  });

  test('forget cancelled orders after three days and everything after ninety', () => {
    const world = createTestExchange();
    const { exchange, account, clock } = world;
    const resting = world.trade('buy', '20000', { type: 'limit', price: new Decimal('0.0003') }) as Order;
    cancelOrder(exchange, account, resting);
    world.trade('buy', '20000');
    const count = () => [listOrders(exchange, account, 'TAGUSDT', clock.nowMs()).length, listFills(exchange, account, null, clock.nowMs()).length];
    expect(count()).toEqual([2, 1]);
    clock.advance(3 * dayMs + 1);
    expect(count()).toEqual([1, 1]);
    clock.advance(87 * dayMs);
    expect(count()).toEqual([0, 0]);
    expect(listOpenPositions(account, null, clock.nowMs())).toHaveLength(1);
  });

  test('find the newest order of a client order id that was used again', () => {
    const world = createTestExchange();
    world.trade('buy', '20000', { clientOrderId: 'again' });
    world.trade('buy', '30000', { clientOrderId: 'again' });
    const found = findOrder(world.exchange, world.account, 'TAGUSDT', { orderId: null, clientOrderId: 'again' }, world.clock.nowMs());
    expect(found?.orderId).toBe(1_000_002);
  });
});
