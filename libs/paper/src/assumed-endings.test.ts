import { describe, expect, test } from 'vitest';
import { carryOutDue, setCountdown } from './agenda.ts';
import { Decimal } from './decimal.ts';
import type { Leg } from './position.ts';
import { listConditionalOrders, listOrders } from './read-account.ts';
import { type TestExchange, createTestExchange } from './test-exchange.ts';

const tellStops = ({ exchange, account }: TestExchange): string[] => listConditionalOrders(exchange, account, 'TAGUSDT', exchange.clock.nowMs()).map(({ status }) => status);

describe('a stop with a quantity, when its position has been closed by another order', () => {
  test.each<[quantityStopEnds: 'never' | 'with-position', leg: Leg, status: string]>([
    ['never', 'net', 'new'],
    ['with-position', 'net', 'expired'],
    ['never', 'long', 'new'],
    ['with-position', 'long', 'expired'],
  ])('quantityStopEnds=%s: of the %s leg is %s', (quantityStopEnds, leg, status) => {
    const world = createTestExchange({ isHedged: leg !== 'net', rules: { quantityStopEnds } });
    world.trade('buy', '20000', { leg });
    world.stop('sell', '20000', '0.0003', { leg, reduceOnly: leg === 'net' });
    world.trade('sell', '10000', { leg, reduceOnly: leg === 'net' });
    expect(tellStops(world)).toEqual(['new']);
    world.trade('sell', '10000', { leg, reduceOnly: leg === 'net' });
    expect(tellStops(world)).toEqual([status]);
  });

  test('stays in any case if it would open a position', () => {
    const world = createTestExchange({ rules: { quantityStopEnds: 'with-position' } });
    world.trade('buy', '20000');
    world.stop('sell', '20000', '0.0003', { reduceOnly: false });
    world.trade('sell', '20000');
    expect(tellStops(world)).toEqual(['new']);
  });
});

describe('a countdown that is not renewed', () => {
  test.each<[countdownCancels: 'plain' | 'all', status: string]>([['plain', 'new'], ['all', 'canceled']])('countdownCancels=%s: leaves a stop as %s', (countdownCancels, status) => {
    const world = createTestExchange({ rules: { countdownCancels } });
    world.trade('buy', '20000', { type: 'limit', price: new Decimal('0.0003') });
    world.stop('sell', '20000', '0.0003');
    setCountdown(world.exchange, world.account, 'TAGUSDT', 50);
    world.clock.advance(50);
    carryOutDue(world.exchange);
    expect(listOrders(world.exchange, world.account, 'TAGUSDT', world.clock.nowMs()).map((order) => order.status)).toEqual(['canceled']);
    expect(tellStops(world)).toEqual([status]);
  });
});
