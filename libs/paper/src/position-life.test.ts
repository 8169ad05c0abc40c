import { describe, expect, test } from 'vitest';
import { cancelConditionalOrder } from './cancel-order.ts';
import { closeByForce } from './close-by-force.ts';
import type { ConditionalOrder } from './order.ts';
import { measureBareMs } from './position-life.ts';
import { createTestExchange } from './test-exchange.ts';

const bareMs = (world: ReturnType<typeof createTestExchange>): number[] =>
  world.account.lives.map((life) => measureBareMs(life, world.clock.nowMs()));

describe('bare time', () => {
  test('runs from the fill until a stop covers the whole position', () => {
    const world = createTestExchange();
    world.trade('buy', '20000');
    world.clock.advance(120);
    world.stop('sell', '20000', '0.00035');
    world.clock.advance(5000);
    expect(bareMs(world)).toEqual([120]);
    expect(world.account.lives).toMatchObject([{ openedAtMs: 1000, protectedAtMs: 1120, bareSinceMs: null, closedAtMs: null }]);
  });

  test('runs on while the stop is too small, on the wrong side, a take-profit, or could open a position', () => {
    const world = createTestExchange();
    world.trade('buy', '20000');
    world.stop('sell', '19999', '0.00035');
    world.stop('buy', '20000', '0.0004');
    world.stop('sell', '20000', '0.0004', { type: 'take-profit-market' });
    world.stop('sell', '20000', '0.00035', { reduceOnly: false });
    world.clock.advance(50);
    expect(bareMs(world)).toEqual([50]);
    world.stop('sell', '1', '0.00035');
    world.clock.advance(50);
    expect(bareMs(world)).toEqual([50]);
  });

  test('runs again when the stop is cancelled, and when the position outgrows it', () => {
    const world = createTestExchange();
    world.trade('buy', '20000');
    const stop = world.stop('sell', '20000', '0.00035') as ConditionalOrder;
    world.clock.advance(100);
    world.trade('buy', '15000');
    world.clock.advance(7);
    world.stop('sell', '15000', '0.00034');
    world.clock.advance(100);
    cancelConditionalOrder(world.exchange, world.account, stop);
    world.clock.advance(11);
    expect(bareMs(world)).toEqual([18]);
    expect(world.account.lives[0]!.bareIntervals).toEqual([{ fromMs: 1100, toMs: 1107 }]);
  });

  test('a stop for the whole position covers every size', () => {
    const world = createTestExchange();
    world.trade('sell', '20000');
    world.stop('buy', null, '0.00036');
    world.trade('sell', '80000');
    world.clock.advance(100);
    expect(bareMs(world)).toEqual([0]);
  });

  test('ends with the position; a triggered stop leaves none', () => {
    const world = createTestExchange();
    world.trade('buy', '20000');
    world.stop('sell', '20000', '0.00035');
    world.clock.advance(10);
    world.price('0.00035');
    world.clock.advance(1000);
    expect(bareMs(world)).toEqual([0]);
    expect(world.account.lives).toMatchObject([{ closedAtMs: 1010 }]);
  });

  test('starts a new life when the position turns to the other side', () => {
    const world = createTestExchange();
    world.trade('buy', '20000');
    world.stop('sell', '20000', '0.00035');
    world.clock.advance(10);
    world.trade('sell', '50000');
    world.clock.advance(30);
    expect(world.account.lives).toMatchObject([{ side: 'long', closedAtMs: 1010 }, { side: 'short', openedAtMs: 1010, closedAtMs: null }]);
    expect(bareMs(world)).toEqual([0, 30]);
  });

  test('stops with a liquidation', () => {
    const world = createTestExchange();
    world.trade('buy', '20000');
    world.clock.advance(40);
    expect(closeByForce(world.exchange, world.account, 'TAGUSDT', 'net', 'liquidation', null)).toMatchObject({ origin: 'liquidation', status: 'filled' });
    world.clock.advance(40);
    expect(bareMs(world)).toEqual([40]);
  });

  test('is kept apart for the legs of hedge mode', () => {
    const world = createTestExchange({ isHedged: true });
    world.trade('buy', '20000', { leg: 'long' });
    world.trade('sell', '20000', { leg: 'short' });
    world.stop('sell', '20000', '0.00035', { leg: 'long', reduceOnly: false });
    world.clock.advance(60);
    expect(bareMs(world)).toEqual([0, 60]);
  });
});
