import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TestProcess } from '../libs/testing/src/processes.ts';
import { until } from '../libs/testing/src/until.ts';
import { type FleetWorld, startFleetWorld, untilProtected } from './fleet-world.ts';
import { venues } from './venues.ts';

const SYMBOL = 'ETHUSDT';

describe.each(venues)('the stream of an account at $exchange', (venue) => {
  let world: FleetWorld;
  beforeEach(async () => {
    world = await startFleetWorld(venue, { bounds: { readsApartMs: 300 } });
  });
  afterEach(() => world?.stop());

  const connections = () => world.admin<{ venue: string; account: string | null }[]>('GET', 'streams');
  const owner = async (): Promise<{ holder: string; pid: number } | undefined> =>
    (await world.query<{ holder: string; pid: number }>('select l.holder, w.pid from stream_lease l join worker w on w.id = l.holder where l.lease_until > clock_timestamp()'))[0];
  const untilHeard = (what: string) => until(async () => (await connections()).some(({ account }) => account === 'main'), { what, timeoutMs: 20_000 });
  const readyOf = async (process: TestProcess): Promise<string | undefined> => {
    const { url } = JSON.parse(await process.untilLine('"health_served"')) as { url: string };
    const { checks } = (await (await fetch(`${url}/readyz`)).json()) as { checks: Record<string, string> };
    return checks[`stream ${venue.accountName}`];
  };

  test('has one owner of two listeners, both of them ready; when the owner is killed the other one takes over, and hears what a hand does', async () => {
    await Promise.all([world.startWorker('sync-worker'), world.startWorker('stop-worker')]);
    const port = { BREAKWATER_HEALTH_PORT: '0' };
    const listeners = await Promise.all([world.startWorker('stream-listener', port), world.startWorker('stream-listener', port)]);
    await untilHeard('the stream to be heard');
    const first = (await owner())!;
    const killed = listeners.find(({ pid }) => pid === first.pid)!;
    const other = listeners.find(({ pid }) => pid !== first.pid)!;
    await other.untilLine('"stream_elsewhere"');
    expect(await connections()).toHaveLength(1);
    expect(await Promise.all(listeners.map(readyOf))).toEqual(['ok', 'ok']);

    await killed.kill('SIGKILL');
    await other.untilLine('"stream_taken"');
    await other.untilLine('"stream_open"');
    await untilHeard('the stream to be heard by the other one');
    expect((await owner())!.pid).toBe(other.pid);
    expect(await connections()).toHaveLength(1);
    // No pass by the clock comes within this test.
    await world.admin('POST', 'trade', { symbol: SYMBOL, side: 'BUY', quantity: '0.5' });
    await untilProtected(world, SYMBOL);
    expect(await world.query(`select from reconciliation_report where cause = 'stream' and symbol = $1`, [SYMBOL])).not.toEqual([]);
  });

  test('goes to another one at once when its owner is told to stop', async () => {
    const one = await world.startWorker('stream-listener');
    await one.untilLine('"stream_open"');
    const other = await world.startWorker('stream-listener');
    await other.untilLine('"stream_elsewhere"');
    await one.stop();
    expect(await one.ended).toBe(0);
    await other.untilLine('"stream_open"');
    expect(await connections()).toHaveLength(1);
  });

  test('is put down by a listener that was paused for longer than its lease, once it wakes', async () => {
    const paused = await world.startWorker('stream-listener');
    await paused.untilLine('"stream_open"');
    await paused.kill('SIGSTOP');
    const other = await world.startWorker('stream-listener');
    await other.untilLine('"stream_open"');
    await paused.kill('SIGCONT');
    await paused.untilLine(/stream_lease_lost|stream_elsewhere/);
    await until(async () => (await connections()).length === 1, { what: 'one connection to be left' });
    expect((await owner())!.pid).toBe(other.pid);
  });
});
