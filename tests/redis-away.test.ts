import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../libs/testing/src/until.ts';
import { type FleetWorld, startFleetWorld, untilProtected } from './fleet-world.ts';
import { venues } from './venues.ts';

describe.each(venues)('nothing that matters at $exchange lives only in Redis', (venue) => {
  let world: FleetWorld;
  beforeEach(async () => {
    world = await startFleetWorld(venue);
    await Promise.all([world.startWorker('wave-worker'), world.startWorker('sync-worker'), world.startWorker('stop-worker')]);
  });
  afterEach(() => world?.stop());

  test('a position is protected although Redis dies right after its fill', async () => {
    // The reply is slow, so that Redis is gone before the hand-off to the stop worker.
    await world.admin('POST', 'faults', { kind: 'delay-reply', delayMs: 700, match: venue.entries });
    await world.submitWave('w', [{ id: 's-1', symbol: 'TAGUSDT', side: 'long' }]);
    await until(async () => (await world.atExchange()).acceptedEntries.length === 1, { what: 'the entry to be executed' });
    await world.redis.kill();
    await untilProtected(world, 'TAGUSDT');
    expect((await world.atExchange()).acceptedEntries).toHaveLength(1);
  });

  test('a wave that came while Redis was away is worked off all the same', async () => {
    await world.redis.kill();
    await world.submitWave('w', [{ id: 's-1', symbol: 'TAGUSDT', side: 'long' }]);
    await untilProtected(world, 'TAGUSDT');
  });

  test('the fleet heals a flush by itself, periodic resyncs included', async () => {
    await world.fleet.ports.jobs.enqueueAccountResync(venue.account, 'before');
    const schedules = async () => (await world.fleet.ports.jobs.counts()).resyncs.delayed;
    await until(async () => (await schedules()) === 1, { what: 'the schedule to stand' });
    const { Redis } = await import('ioredis');
    const client = new Redis(world.redis.url);
    await world.submitWave('w', [{ id: 's-1', symbol: 'TAGUSDT', side: 'long' }, { id: 's-2', symbol: 'SOLUSDT', side: 'long' }]);
    await client.flushall();
    client.disconnect();
    await Promise.all([untilProtected(world, 'TAGUSDT'), untilProtected(world, 'SOLUSDT')]);
    await until(async () => (await schedules()) === 1, { what: 'the schedule to stand again' });
  });
});
