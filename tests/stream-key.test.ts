import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../libs/testing/src/until.ts';
import { type FleetWorld, startFleetWorld } from './fleet-world.ts';
import { startListener, type TestListener } from './stream-world.ts';
import { venues } from './venues.ts';

describe("a listener's key at Binance", () => {
  const venue = venues[0];
  let world: FleetWorld;
  let listener: TestListener | undefined;
  beforeEach(async () => {
    world = await startFleetWorld(venue);
  });
  afterEach(async () => {
    await listener?.close();
    await world?.stop();
  });
  const asked = async (method: string): Promise<number> =>
    (await world.admin<{ kind: string; detail: { method: string; path: string } }[]>('GET', 'journal')).filter(({ kind, detail }) => kind === 'request' && detail.path === '/fapi/v1/listenKey' && detail.method === method).length;

  test('is prolonged now and then on the same connection, also after an attempt that failed', async () => {
    await world.admin('POST', 'faults', { kind: 'unknown-reply', match: { venue: 'binance', method: 'PUT', path: '/fapi/v1/listenKey' } });
    listener = startListener(world, { prolongEveryMs: 100, prolongAgainMs: 50 });
    await until(async () => (await asked('PUT')) >= 4, { what: 'the key to be prolonged' });
    expect(listener.ends).toEqual([]);
    expect(await asked('POST')).toBe(1);
    expect(await asked('DELETE')).toBe(0);
  });

  test('that somebody else deletes is followed by another one', async () => {
    listener = startListener(world);
    await listener.untilOpen();
    const { apiKey } = world.config.accounts[0]!.credentials;
    await fetch(`${world.environment[venue.variable('URL')]}/fapi/v1/listenKey`, { method: 'DELETE', headers: { 'X-MBX-APIKEY': apiKey } });
    await until(() => listener!.ends.length === 1, { what: 'the connection to end' });
    await listener.untilOpen();
    expect(await asked('POST')).toBe(2);
  });

  test('that has run out unheard is found out when it is prolonged', async () => {
    // The word of its end is lost: only prolonging tells.
    await world.admin('POST', 'faults', { kind: 'refuse', code: -1125, httpStatus: 400, message: 'This listenKey does not exist.', match: { venue: 'binance', method: 'PUT', path: '/fapi/v1/listenKey' } });
    listener = startListener(world, { prolongEveryMs: 200 });
    await until(() => listener!.ends.length === 1, { what: 'the connection to end' });
    expect(listener.ends).toEqual(['key']);
    await listener.untilOpen();
  });
});
