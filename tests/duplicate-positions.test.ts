import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../libs/testing/src/until.ts';
import { type FleetWorld, startFleetWorld, untilProtected } from './fleet-world.ts';
import { venues } from './venues.ts';

/** Other spellings of a venue that people write. */
const SPELLINGS = { binance: ['Binance', 'BINANCE', 'binanceusdm'], bybit: ['Bybit', 'BYBIT', 'ByBit'] } as const;

/** The bug that this project was born from: a sync that did not ask the database wrote a second row for a position it already had. */
describe.each(venues)('DUPLICATE_POSITIONS_001 at $exchange', (venue) => {
  let world: FleetWorld;
  beforeAll(async () => {
    world = await startFleetWorld(venue);
    await Promise.all([world.startWorker('wave-worker'), world.startWorker('stop-worker')]);
  });
  afterAll(() => world?.stop());

  const { account, exchange } = venue;
  const rowsOf = (symbol: string) => world.query('select * from position where symbol = $1', [symbol]);
  const reports = async () => (await world.query<{ count: number }>(`select count(*)::int as count from reconciliation_report where symbol is null`))[0]!.count;
  const syncOnce = async (cause: string) => {
    const before = await reports();
    await world.fleet.ports.jobs.enqueueAccountResync(account, cause);
    await until(async () => (await reports()) > before, { what: 'an account pass to be reported' });
  };

  test('a sync worker that has no memory of a wave writes no second row for TAGUSDT', async () => {
    await world.submitWave('seed-1', [{ id: 's-583', symbol: 'TAGUSDT' }]);
    await untilProtected(world, 'TAGUSDT');
    // It starts only now, so the database is all that it can know the position from.
    await world.startWorker('sync-worker');
    await syncOnce('test');
    await syncOnce('test');
    expect(await rowsOf('TAGUSDT')).toHaveLength(1);
    expect((await world.query(`select acts from reconciliation_report where symbol is null order by at desc limit 1`))[0]?.acts).toEqual([]);
    expect((await world.atExchange()).acceptedEntries.filter((entry) => entry.symbol === 'TAGUSDT')).toHaveLength(1);
  });

  test('other spellings of exchange and symbol mean the same position', async () => {
    const [first, second, third] = SPELLINGS[exchange];
    const intakes = [
      await world.submitWave('seed-2', [{ id: 's-590', exchange: first, symbol: 'TAG/USDT:USDT' }]),
      await world.submitWave('seed-3', [{ id: 's-591', exchange: second, symbol: 'TAG/USDT' }]),
      await world.submitWave('seed-4', [{ id: 's-592', exchange: third, symbol: 'tagusdt' }]),
    ];
    expect(intakes.map((intake) => intake.acceptance?.type)).toEqual(['accepted', 'accepted', 'accepted']);
    await until(async () => (await world.query(`select from wave where status <> 'finished'`)).length === 0, { what: 'the waves to finish' });
    await syncOnce('test');
    expect(await rowsOf('TAGUSDT')).toHaveLength(1);
    const outcomes = await world.query(`select distinct outcome, symbol, exchange from signal where external_id in ('s-590', 's-591', 's-592')`);
    expect(outcomes).toEqual([{ outcome: 'skipped_duplicate', symbol: 'TAGUSDT', exchange }]);
  });

  test('forty syncs and a wave at once, from several processes, end with one row, one entry and one stop', async () => {
    await Promise.all([world.startWorker('sync-worker'), world.startWorker('wave-worker'), world.startWorker('stop-worker')]);
    const storm = Array.from({ length: 40 }, (_, index) =>
      index % 2 === 0
        ? world.fleet.ports.jobs.enqueueAccountResync(account, 'storm')
        : world.fleet.ports.jobs.enqueueResync({ ...account, symbol: 'SOLUSDT' }, 'storm'),
    );
    await Promise.all([...storm.slice(0, 20), world.submitWave('seed-5', [{ id: 's-600', symbol: 'SOLUSDT' }]), ...storm.slice(20)]);
    await untilProtected(world, 'SOLUSDT');
    await syncOnce('after-storm');
    expect(await rowsOf('SOLUSDT')).toHaveLength(1);
    const held = await world.atExchange();
    expect(held.acceptedEntries.filter((entry) => entry.symbol === 'SOLUSDT')).toHaveLength(1);
    expect(held.conditionalOrders.filter((order) => order.symbol === 'SOLUSDT')).toHaveLength(1);
    expect(held.duplicateExecutions).toEqual([]);
  });
});
