import { describe, expect, test } from 'vitest';
import { carryOutDue, setCountdown } from './agenda.ts';
import { amendOrder } from './amend-order.ts';
import { Decimal, toText } from './decimal.ts';
import { readPosition } from './ledger.ts';
import type { ConditionalOrder, Order } from './order.ts';
import { type TestExchange, createTestExchange } from './test-exchange.ts';

const trailing = (activatePrice: string | null, callbackRate = '1') => ({
  type: 'trailing-stop-market' as const,
  triggerPrice: null,
  trail: { callbackRate: new Decimal(callbackRate), activatePrice: activatePrice === null ? null : new Decimal(activatePrice) },
});
const held = (world: TestExchange): string => toText(readPosition(world.account, 'TAGUSDT', 'net').quantity);
const waiting = (world: TestExchange): ConditionalOrder | undefined =>
  [...world.account.ledgers.get('TAGUSDT')!.conditionalOrders.values()].map(({ versions }) => versions.at(-1)!.value).find(({ status }) => status === 'new');

describe('a trailing stop', () => {
  test('follows the best price and fires where the price has come back by its rate', () => {
    const world = createTestExchange();
    world.trade('buy', '20000');
    world.stop('sell', '20000', '0', trailing(null));
    expect(toText(waiting(world)!.triggerPrice)).toBe('0.0003509');
    world.price('0.0004000');
    expect(toText(waiting(world)!.triggerPrice)).toBe('0.000396');
    world.price('0.0003970');
    expect(held(world)).toBe('20000');
    world.price('0.0003960');
    expect(held(world)).toBe('0');
  });

  test('sleeps until it is activated, and is no cover before', () => {
    const world = createTestExchange();
    world.trade('buy', '20000');
    world.stop('sell', '20000', '0', trailing('0.0004'));
    world.price('0.0003000');
    expect(held(world)).toBe('20000');
    expect(world.account.lives[0]!.protectedAtMs).toBe(null);
    world.price('0.0004000');
    expect(world.account.lives[0]!.protectedAtMs).toBe(1000);
    world.price('0.0003900');
    expect(held(world)).toBe('0');
  });

  test('with a rate or an activation that makes no sense is refused', () => {
    const world = createTestExchange();
    world.trade('buy', '20000');
    expect(world.stop('sell', '20000', '0', trailing(null, '10.1'))).toMatchObject({ refused: 'callback-rate-invalid' });
    expect(world.stop('sell', '20000', '0', trailing('0.0003'))).toMatchObject({ refused: 'activation-price-invalid' });
  });
});

describe('what the exchange does later', () => {
  const limit = { type: 'limit' as const, price: new Decimal('0.0003') };

  test('a countdown cancels plain orders when it is not renewed, and nothing else', () => {
    const world = createTestExchange();
    world.trade('buy', '20000', limit);
    world.stop('sell', '20000', '0.0003');
    setCountdown(world.exchange, world.account, 'TAGUSDT', 500);
    world.clock.advance(400);
    setCountdown(world.exchange, world.account, 'TAGUSDT', 500);
    world.clock.advance(400);
    carryOutDue(world.exchange);
    expect(world.account.ledgers.get('TAGUSDT')!.openOrderIds.size).toBe(1);
    world.clock.advance(100);
    carryOutDue(world.exchange);
    expect(world.account.ledgers.get('TAGUSDT')!.openOrderIds.size).toBe(0);
    expect(waiting(world)).toBeDefined();
  });

  test('a late fill happens after its time, at the price of then', () => {
    const world = createTestExchange();
    expect(world.trade('buy', '20000', { fillAfterMs: 300 })).toMatchObject({ status: 'new' });
    world.clock.advance(200);
    world.price('0.0003600');
    world.clock.advance(100);
    carryOutDue(world.exchange);
    expect(toText(readPosition(world.account, 'TAGUSDT', 'net').entryPrice)).toBe('0.00036');
  });

  test('an amended order keeps its id, fills when it crosses, and is refused without a change', () => {
    const world = createTestExchange();
    const order = world.trade('buy', '20000', limit) as Order;
    expect(amendOrder(world.exchange, world.account, order, new Decimal('20000'), new Decimal('0.0003'))).toMatchObject({ refused: 'amendment-unchanged' });
    expect(amendOrder(world.exchange, world.account, order, new Decimal('30000'), new Decimal('0.0003600'))).toMatchObject({ status: 'filled', orderId: order.orderId });
    expect(held(world)).toBe('30000');
  });
});

describe('the judge', () => {
  test('names what was added to a position by orders that were no entries', () => {
    const world = createTestExchange();
    world.trade('buy', '20000', { clientOrderId: 'entry' });
    world.trade('sell', '50000', { clientOrderId: 'close too much' });
    world.stop('sell', '20000', '0.0003', { clientOrderId: 'stop that opens', reduceOnly: false });
    world.trade('buy', '10000', { clientOrderId: 'reduces' });
    world.trade('sell', '70000', { clientOrderId: 'hand', origin: 'hand' });
    world.price('0.0003');
    expect(world.account.unintendedIncreases.map(({ clientOrderId, quantity }) => [clientOrderId, toText(quantity)])).toEqual([
      ['close too much', '30000'],
      ['stop that opens', '20000'],
    ]);
  });
});
