import { describe, expect, test } from 'vitest';
import { type SeenAt, findOrderPlace, isOpenLifelongOrder, readLifelongOrder } from './lifelong-orders.ts';
import type { ConditionalOrder } from './order.ts';
import { bybitRules } from './rules.ts';
import { createTestExchange } from './test-exchange.ts';

describe('an order that keeps one id for life', () => {
  /** A stop that rests from 1000 on and has triggered and filled at 2000. */
  function triggeredStop() {
    const world = createTestExchange({ rules: bybitRules });
    world.trade('buy', '20000');
    world.clock.advance(1);
    const stop = world.stop('sell', '20000', '0.00035') as ConditionalOrder;
    world.clock.advance(999);
    world.price('0.00035');
    world.clock.advance(1000);
    const place = findOrderPlace({ conditional: stop, order: null });
    return (seenAt: SeenAt) => readLifelongOrder(world.account, place, seenAt);
  }

  test('is seen with what was executed once both lists are up to date', () => {
    const seen = triggeredStop()({ ordersMs: 3000, conditionalOrdersMs: 3000 });
    expect(seen).toMatchObject({ conditional: { status: 'finished' }, order: { status: 'filled' } });
  });

  test.each([
    ['orders lag', { ordersMs: 1500, conditionalOrdersMs: 3000 }],
    ['waiting orders lag', { ordersMs: 3000, conditionalOrdersMs: 1500 }],
    ['both lag', { ordersMs: 1500, conditionalOrdersMs: 1500 }],
  ])('is seen as it was while %s, and never as one that ended unfilled', (_, seenAt) => {
    const seen = triggeredStop()(seenAt);
    expect(seen).toMatchObject({ conditional: { status: 'new' }, order: null });
    expect(isOpenLifelongOrder(seen!)).toBe(true);
  });

  test('is not seen at all before it was placed', () => {
    expect(triggeredStop()({ ordersMs: 999, conditionalOrdersMs: 3000 })).toBeNull();
  });
});
