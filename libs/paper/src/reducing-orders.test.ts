import { describe, expect, test } from 'vitest';
import { acceptOrder } from './accept-order.ts';
import { Decimal, toText } from './decimal.ts';
import { readPosition } from './ledger.ts';
import type { Order } from './order.ts';
import type { Leg } from './position.ts';
import { listConditionalOrders, listOpenOrders, listOrders } from './read-account.ts';
import { createTestExchange } from './test-exchange.ts';

describe('orders that close a leg of hedge mode', () => {
  test.each<[leg: Leg, opening: 'buy' | 'sell', price: string]>([['long', 'buy', '0.0004'], ['short', 'sell', '0.0003']])('never turn the %s leg over, however many of them rest', (leg, opening, price) => {
    const world = createTestExchange({ isHedged: true });
    const closing = opening === 'buy' ? 'sell' : 'buy';
    world.trade(opening, '20000', { leg });
    for (let count = 0; count < 2; count++) world.trade(closing, '20000', { leg, type: 'limit', price: new Decimal(price) });
    world.price(price);
    expect(toText(readPosition(world.account, 'TAGUSDT', leg).quantity)).toBe('0');
    expect(listOrders(world.exchange, world.account, 'TAGUSDT', 1000).map(({ status }) => status)).toEqual(['filled', 'filled', 'expired']);
  });
});

describe('a client order id that is taken', () => {
  test('stays taken while its order rests, whatever a trigger has made of the same id since', () => {
    const world = createTestExchange();
    const rest = { type: 'limit', price: new Decimal('0.0003'), clientOrderId: 'twin' } as const;
    world.trade('buy', '20000', rest);
    world.stop('sell', '20000', '0.00035', { reduceOnly: false, clientOrderId: 'twin' });
    world.price('0.00035');
    const [stop] = listConditionalOrders(world.exchange, world.account, 'TAGUSDT', 1000);
    const child = listOrders(world.exchange, world.account, 'TAGUSDT', 1000).find(({ orderId }) => orderId === stop!.childOrderId) as Order;
    expect([stop!.status, child.clientOrderId === 'twin']).toEqual(['finished', false]);
    expect(world.trade('buy', '20000', { clientOrderId: 'twin' })).toMatchObject({ refused: 'duplicate-client-order-id' });
    expect(listOpenOrders(world.exchange, world.account, 'TAGUSDT', 1000)).toHaveLength(1);
  });

  test('stays taken for ever where the venue is set so, but for the child of the stop that had it', () => {
    const world = createTestExchange({ rules: { clientOrderIdReuse: 'never' } });
    world.trade('buy', '20000', { clientOrderId: 'twin' });
    expect(world.trade('buy', '20000', { clientOrderId: 'twin' })).toMatchObject({ refused: 'duplicate-client-order-id' });
    world.stop('sell', '20000', '0.00035', { clientOrderId: 'stop' });
    world.price('0.00035');
    expect(listOrders(world.exchange, world.account, 'TAGUSDT', 1000).map(({ clientOrderId }) => clientOrderId)).toEqual(['twin', 'stop']);
  });
});

describe('reduce-only orders that a gateway takes', () => {
  test.each([['none', null], ['plain', null], ['all', 'reduce-only-excess']] as const)('must fit the position beside the waiting stops that count (%s)', (reduceOnlyCounts, refused) => {
    const world = createTestExchange({ rules: { reduceOnlyCounts } });
    world.trade('buy', '20000');
    world.stop('sell', '20000', '0.0003');
    const exit = { symbol: 'TAGUSDT', side: 'sell', leg: 'net', type: 'market', price: null, timeInForce: 'ioc', quantity: new Decimal('20000'), reduceOnly: true, clientOrderId: 'exit' } as const;
    expect(acceptOrder(world.exchange, world.account, exit)).toMatchObject(refused === null ? { status: 'new' } : { refused });
  });
});
