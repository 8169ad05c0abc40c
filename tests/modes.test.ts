import { afterEach, describe, expect, test } from 'vitest';
import { until } from '../libs/testing/src/until.ts';
import { type FleetWorld, startFleetWorld, untilProtected } from './fleet-world.ts';
import { venues } from './venues.ts';

describe.each(venues)('the mode of an account at $exchange is enforced where requests leave', (venue) => {
  let world: FleetWorld;
  afterEach(() => world?.stop());

  const startIn = async (mode: 'observe' | 'protect') => {
    world = await startFleetWorld(venue, { mode, bounds: { readsApartMs: 200 } });
    await Promise.all([world.startWorker('wave-worker'), world.startWorker('sync-worker'), world.startWorker('stop-worker')]);
    await world.admin('POST', 'trade', { symbol: 'ETHUSDT', side: 'BUY', quantity: '0.5' });
    await world.submitWave('w', [{ id: 's-1', symbol: 'TAGUSDT' }]);
    await until(async () => (await world.query(`select from signal where outcome = 'skipped_filter'`)).length === 1, { what: 'the signal to be skipped' });
    await world.fleet.ports.jobs.enqueueAccountResync(venue.account, 'test');
  };
  const changes = async () => {
    const journal = await world.admin<{ kind: string; detail: { method: string; path: string } }[]>('GET', 'journal');
    return journal.filter((entry) => entry.kind === 'request' && entry.detail.method !== 'GET').map((entry) => entry.detail.path);
  };

  test('observe: an orphan is put into the books, and nothing at all is sent', async () => {
    await startIn('observe');
    await until(async () => (await world.query(`select from position where symbol = 'ETHUSDT' and bare_since is not null`)).length === 1, { what: 'the orphan to be seen' });
    await until(async () => (await world.query(`select from reconciliation_report where symbol = 'ETHUSDT' and acts::text like '%mode_forbids%'`)).length > 0, {
      what: 'the stop to be held back',
    });
    expect(await changes()).toEqual([]);
    expect(await world.query('select from intent')).toEqual([]);
  });

  test('protect: an orphan gets its stop, and no entry is sent', async () => {
    await startIn('protect');
    await untilProtected(world, 'ETHUSDT');
    expect(await changes()).toEqual([venue.stops.path]);
    expect((await world.atExchange()).acceptedEntries.filter((entry) => entry.symbol === 'TAGUSDT')).toEqual([]);
  });
});

describe.each(venues)('a signal at $exchange that was held back', (venue) => {
  let world: FleetWorld;
  afterEach(() => world?.stop());

  test('is not opened any more once it is older than its policy allows', async () => {
    world = await startFleetWorld(venue);
    await Promise.all([world.startWorker('wave-worker'), world.startWorker('stop-worker')]);
    await world.query('update account set entries_enabled = false');
    await world.submitWave('w', [{ id: 's-1', symbol: 'TAGUSDT' }]);
    await until(async () => (await world.query(`select from signal where selected_at is not null and outcome = 'pending'`)).length === 1, { what: 'the signal to be selected' });
    await world.query(`update wave set at = at - interval '16 minutes'`);
    // Only then: an entry that looked before the signal was old, and was sent after entries were on, would rightly go out.
    await until(async () => (await world.query(`select from signal where outcome = 'skipped_filter' and reason like '%older%'`)).length === 1, { what: 'the signal to be skipped' });
    await world.query('update account set entries_enabled = true');
    await until(async () => (await world.query(`select from wave where status = 'finished'`)).length === 1, { what: 'the wave to be finished' });
    expect((await world.atExchange()).acceptedEntries).toEqual([]);
  });
});
