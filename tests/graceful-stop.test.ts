import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../libs/testing/src/until.ts';
import { type FleetWorld, startFleetWorld } from './fleet-world.ts';
import { venues } from './venues.ts';

/** What a stop states (libs/fleet/src/run-worker-process.ts), and a second for closing connections on a busy machine. */
const STOP_MS_MAX = 9_000;
const SYMBOLS = ['TAGUSDT', 'SOLUSDT', 'ETHUSDT', 'BTCUSDT', 'DOGEUSDT'];

describe.each(venues)('a fleet at $exchange that is told to stop in the middle of its work', (venue) => {
  let world: FleetWorld;
  beforeEach(async () => {
    world = await startFleetWorld(venue, { latencyMs: 150 });
  });
  afterEach(() => world?.stop());

  test('ends in time with code 0, leaves no key held and no job active, and another fleet finishes', async () => {
    const names = ['wave-worker', 'sync-worker', 'stop-worker'] as const;
    const workers = await Promise.all(names.map((name) => world.startWorker(name)));
    await world.submitWave('w', SYMBOLS.map((symbol, index) => ({ id: `s-${index}`, symbol })));
    await until(async () => (await world.fleet.ports.jobs.counts()).entries.active > 0, { what: 'entries to be under way' });
    const startedMs = performance.now();
    await Promise.all(workers.map((worker) => worker.stop(STOP_MS_MAX)));
    expect(performance.now() - startedMs).toBeLessThan(STOP_MS_MAX);
    expect(await Promise.all(workers.map((worker) => worker.ended))).toEqual([0, 0, 0]);
    expect(workers[0]!.lines.find((line) => line.includes('worker_stopping'))).toMatch(/"active":[1-9]/);

    const counts = await world.fleet.ports.jobs.counts();
    expect(Object.values(counts).map(({ active }) => active)).toEqual([0, 0, 0, 0]);
    expect(await world.query('select from claim where holder is not null')).toEqual([]);
    expect(await world.query('select from worker where stopped_at is null')).toEqual([]);

    await Promise.all(names.map((name) => world.startWorker(name)));
    const isProtected = async (symbol: string): Promise<boolean> => {
      const rows = await world.query(`select from position where symbol = $1 and status = 'open' and bare_since is null`, [symbol]);
      // What an entry brought along may stay until the next pass where its process was stopped before it went.
      const stops = (await world.atExchange()).conditionalOrders.filter((order) => order.symbol === symbol && !order.clientOrderId.startsWith('#stop of '));
      return rows.length === 1 && stops.length === 1;
    };
    await until(async () => (await Promise.all(SYMBOLS.map(isProtected))).every(Boolean), { what: 'all that was entered to be protected', timeoutMs: 20_000 });
    expect((await world.atExchange()).acceptedEntries).toHaveLength(SYMBOLS.length);
    expect((await world.atExchange()).duplicateExecutions).toEqual([]);
  });
});

describe('a worker that is told to stop', () => {
  let world: FleetWorld;
  beforeEach(async () => {
    world = await startFleetWorld(venues[0]);
  });
  afterEach(() => world?.stop());

  test('ends although it never reached its database', async () => {
    const worker = world.launchWorker('stop-worker', { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' });
    await worker.untilLine('waiting_for');
    await worker.stop(STOP_MS_MAX);
    expect(await worker.ended).toBe(0);
  });
});
