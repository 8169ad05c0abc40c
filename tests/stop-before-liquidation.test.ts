import { afterEach, describe, expect, test } from 'vitest';
import { decimal } from '../libs/core/src/index.ts';
import { until } from '../libs/testing/src/until.ts';
import { type FleetWorld, startFleetWorld, untilProtected } from './fleet-world.ts';
import { venues } from './venues.ts';

describe.each(venues)('a position at $exchange that would be liquidated before its stop of two percent is reached', (venue) => {
  let world: FleetWorld;
  afterEach(() => world?.stop());

  test('is under a stop before that, and ends by it', async () => {
    world = await startFleetWorld(venue, { marginMode: 'isolated' });
    await Promise.all([world.startWorker('wave-worker'), world.startWorker('stop-worker'), world.startWorker('sync-worker')]);
    await world.admin('POST', 'prices', { SOLUSDT: { last: '50' } });
    await world.submitWave('w', [{ id: 's-1', symbol: 'SOLUSDT', side: 'long', leverage: 50 }]);
    await untilProtected(world, 'SOLUSDT');
    const stop = await until(async () => {
      const { conditionalOrders } = await world.atExchange();
      return conditionalOrders.length === 1 && decimal(conditionalOrders[0]!.triggerPrice).gt('49.05') ? conditionalOrders[0] : undefined;
    }, { what: 'the one stop to rest before the liquidation price', timeoutMs: 20_000 });
    // A fiftieth of the way down there is no margin left; the rule alone would have it at 49.
    expect(decimal(stop.triggerPrice).lt('49.7')).toBe(true);
    await world.admin('POST', 'prices', { SOLUSDT: { last: decimal(stop.triggerPrice).minus(decimal('0.02')).toFixed() } });
    await world.fleet.ports.jobs.enqueueResync({ ...venue.account, symbol: 'SOLUSDT' }, 'test');
    const closed = await until(async () => (await world.query(`select close_reason from position where status = 'closed'`))[0], { what: 'the position to be closed', timeoutMs: 20_000 });
    expect(closed).toEqual({ close_reason: 'stop' });
  });
});
