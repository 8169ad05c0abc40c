import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../libs/testing/src/until.ts';
import { type FleetWorld, startFleetWorld } from './fleet-world.ts';
import { startListener, type TestListener } from './stream-world.ts';
import { venues } from './venues.ts';

const connectionsOf = (world: FleetWorld) => world.admin<{ id: number; openedAt: number; heardAt: number }[]>('GET', 'streams');

describe.each(venues)('a listener at $exchange', (venue) => {
  let world: FleetWorld;
  let listener: TestListener | undefined;
  beforeEach(async () => {
    world = await startFleetWorld(venue);
  });
  afterEach(async () => {
    await world?.paper.kill('SIGCONT');
    await listener?.close();
    await world?.stop();
  });

  test('gives up a connection over which nothing comes, not even an answer to a ping, and says meanwhile that it is not ready', async () => {
    listener = startListener(world, { pingEveryMs: 100, silenceMsMax: 500, openMsMax: 1_000 });
    await listener.untilOpen();
    expect(listener.readiness()).toBe(null);
    await world.paper.kill('SIGSTOP');
    await until(() => listener!.ends.includes('silent'), { what: () => `the connection to be given up; connections ended: ${listener!.ends.join()}` });
    expect(listener.readiness()).toBe('the stream is not open');
    await world.paper.kill('SIGCONT');
    await listener.untilOpen();
  });

  test('keeps a quiet connection that answers pings', async () => {
    listener = startListener(world, { pingEveryMs: 50, silenceMsMax: 1_000 });
    await listener.untilOpen();
    const { id } = (await connectionsOf(world))[0]!;
    await until(async () => (await connectionsOf(world))[0]!.heardAt - (await connectionsOf(world))[0]!.openedAt > 2_000, { what: 'pings of more than two seconds' });
    expect((await connectionsOf(world)).map((one) => one.id)).toEqual([id]);
    expect(listener.ends).toEqual([]);
  });

  test('is not ready while its stream cannot be opened, tries again, and opens it once it can', async () => {
    const path = venue.exchange === 'binance' ? '/fapi/v1/listenKey' : '/v5/private';
    await world.admin('POST', 'faults', { id: 'shut', kind: 'refuse', code: -2015, httpStatus: 401, match: { venue: venue.exchange, path }, times: 1_000 });
    listener = startListener(world);
    await until(() => listener!.ends.length >= 2, { what: 'two attempts' });
    expect(new Set(listener.ends)).toEqual(new Set(['unopened']));
    expect(listener.readiness()).toBe('the stream is not open');
    await world.admin('DELETE', 'faults/shut');
    await listener.untilOpen();
    expect(listener.readiness()).toBe(null);
  });
});
