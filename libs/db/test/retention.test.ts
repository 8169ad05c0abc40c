import { acceptSignals, freshKey, newPosition, newSignal, take } from '@breakwater/testing/conformance/store-fixture';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { applyRetention } from '../src/index.ts';
import { type Books, openBooks } from './books.ts';

const NOTHING = { events: null, reports: null, waves: null };

let books: Books;
beforeEach(async () => {
  books = await openBooks();
  await books.store.configureAccount({ exchange: 'binance', account: 'main' }, 'trade', 5);
});
afterEach(() => books.close());

/** Makes the month that was so many months ago, with one row in it. */
async function addMonth(table: 'position_event' | 'reconciliation_report', monthsAgo: number): Promise<void> {
  const at = `date_trunc('month', clock_timestamp()) - interval '${monthsAgo} months' + interval '1 day'`;
  await books.sql(`SELECT create_month_partitions('${table}', ${at}, 0)`);
  const own = table === 'position_event' ? { columns: 'type, data', values: `'x', '{}'` } : { columns: 'cause, findings, acts, calls, weight, duration_ms', values: `'x', '[]', '[]', 0, 0, 0` };
  await books.sql(`INSERT INTO ${table} (id, at, exchange, account, symbol, ${own.columns}) SELECT gen_random_uuid(), ${at}, 'binance', 'main', 'TAGUSDT', ${own.values}`);
}
const monthsOf = async (table: string) =>
  (await books.sql<{ ago: number }>(`SELECT (extract(year FROM a) * 12 + extract(month FROM a))::integer AS ago FROM (SELECT age(date_trunc('month', clock_timestamp()), date_trunc('month', at)) AS a FROM ${table}) x ORDER BY 1`)).map(({ ago }) => ago);
const round = (months: Partial<typeof NOTHING> | Record<string, number>) => applyRetention(books.url, { ...NOTHING, ...months });

describe('retention', () => {
  test.each([['position_event', 'events'], ['reconciliation_report', 'reports']] as const)('drops the months of %s that are over for as long, and no row of another', async (table, what) => {
    for (const ago of [1, 2, 3, 4, 9]) await addMonth(table, ago);
    expect(await round({})).toEqual({ events: 0, reports: 0, waves: 0, postponed: [] });
    expect(await monthsOf(table)).toEqual([1, 2, 3, 4, 9]);
    // The months in between were made as well, and are empty.
    expect(await round({ [what]: 2 })).toMatchObject({ [what]: 7, postponed: [] });
    expect(await monthsOf(table)).toEqual([1, 2]);
    expect(await round({ [what]: 2 })).toMatchObject({ [what]: 0 });
  });

  test('keeps the events since the first live position was begun', async () => {
    for (const ago of [2, 3, 5]) await addMonth('position_event', ago);
    const key = freshKey();
    const claim = await take(books.store, key);
    await books.store.record(claim, { newPositions: [newPosition()] });
    await books.sql(`UPDATE position SET created_at = date_trunc('month', clock_timestamp()) - interval '3 months' + interval '2 days'`);
    await round({ events: 1 });
    expect(await monthsOf('position_event')).toEqual(expect.arrayContaining([2, 3]));
    expect(await monthsOf('position_event')).not.toContain(5);
    await books.sql(`UPDATE position SET status = 'closed', close_reason = 'manual', closed_at = clock_timestamp(), bare_since = NULL`);
    await round({ events: 1 });
    expect(await monthsOf('position_event')).not.toContain(2);
  });

  test('leaves history append-only: no row goes, and none can be taken out of its month', async () => {
    await addMonth('position_event', 1);
    for (const text of ['DELETE FROM position_event', `UPDATE position_event SET type = 'y'`, 'TRUNCATE position_event']) await expect(books.sql(text)).rejects.toThrow('append-only');
  });

  test('makes the months of a year ahead, so that what happens then is in a month of its own', async () => {
    await books.sql(`SELECT drop_month_partitions(name, clock_timestamp() + interval '2 years') FROM unnest(ARRAY['position_event', 'reconciliation_report']) AS name`);
    await round({});
    const made = await books.sql<{ parent: string; parts: number }>(`SELECT inhparent::regclass::text AS parent, count(*)::integer AS parts FROM pg_inherits GROUP BY 1 HAVING inhparent::regclass::text NOT LIKE '%idx' AND inhparent::regclass::text NOT LIKE '%pkey' ORDER BY 1`);
    // The month that runs, twelve to come, and the one for all else.
    expect(made).toEqual([{ parent: 'position_event', parts: 14 }, { parent: 'reconciliation_report', parts: 14 }]);
  });

  test('keeps no writer waiting: what is locked is put off to the next round', async () => {
    for (const ago of [4, 5]) await addMonth('position_event', ago);
    const writer = await books.pause();
    await writer.query('SELECT FROM position_event LIMIT 1');
    expect(await round({ events: 1 })).toMatchObject({ events: 0, postponed: ['position_event'] });
    await writer.query('COMMIT');
    expect(await round({ events: 1 })).toMatchObject({ events: expect.any(Number), postponed: [] });
    expect(await monthsOf('position_event')).toEqual([]);
  });

  test('that loses its connection says so', async () => {
    for (const ago of [4, 5]) await addMonth('position_event', ago);
    const writer = await books.pause();
    await writer.query('SELECT FROM position_event LIMIT 1');
    const ended = books.sql(`
      DO $$ BEGIN
        WHILE (SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'breakwater retention' AND wait_event_type = 'Lock') = 0 LOOP
          PERFORM pg_sleep(0.001), pg_stat_clear_snapshot();
        END LOOP;
      END $$`);
    await expect(round({ events: 1 })).rejects.toThrow();
    await ended;
  });

  test('goes on once at a time', async () => {
    const other = await books.pause();
    await other.query('SELECT pg_advisory_lock(4212007)');
    expect(await round({})).toBeNull();
  });

  describe('of waves', () => {
    const old = `clock_timestamp() - interval '5 months'`;
    const wavesLeft = async () => (await books.sql<{ id: string }>('SELECT external_id AS id FROM wave ORDER BY 1')).map(({ id }) => id);
    const finish = (at = old) => books.sql(`UPDATE wave SET status = 'finished', finished_at = ${at}, at = ${at}`);
    beforeEach(() => books.sql(`INSERT INTO books (id, identity) VALUES (1, 'here') ON CONFLICT DO NOTHING`));

    test('removes those that led to nothing, with their signals', async () => {
      await acceptSignals(books.store, [newSignal(freshKey()), newSignal(freshKey())]);
      await books.sql(`UPDATE signal SET outcome = 'failed', reason = 'it was refused', outcome_at = ${old}`);
      await finish();
      expect(await round({ waves: 6 })).toMatchObject({ waves: 0 });
      expect(await round({ waves: 4 })).toMatchObject({ waves: (await wavesLeft()).length + 1 });
      expect(await books.sql('SELECT FROM signal')).toEqual([]);
    });

    test.each([
      ['a signal has no outcome yet', async () => undefined],
      ['what became of an entry is not known', () => books.sql(`UPDATE signal SET outcome = 'unknown', reason = 'the reply was lost'`)],
      [
        'a position came of it',
        async () => {
          await books.sql(`UPDATE signal SET outcome = 'opened', reason = 'filled', outcome_at = ${old}`);
          await books.sql(
            `INSERT INTO position (id, exchange, account, symbol, leg, status, origin, signal_id, side, quantity, entry_price, stop_rule, first_fill_at, closed_at, close_reason)
             SELECT gen_random_uuid(), exchange, account, symbol, leg, 'closed', 'signal', id, side, 1, 1, '{"percent": "2"}', ${old}, ${old}, 'stop' FROM signal`,
          );
        },
      ],
    ])('keeps one of which something is left: %s', async (_, prepare) => {
      await acceptSignals(books.store, [newSignal(freshKey())]);
      await prepare();
      await finish();
      const before = await wavesLeft();
      expect(await round({ waves: 4 })).toMatchObject({ waves: 0 });
      expect(await wavesLeft()).toEqual(before);
    });

    test('takes none in any more that was made before, because it may have come before (I2); one that is known stays known', async () => {
      const atMs = Date.now() - 150 * 86_400_000;
      const wave = (id: string) => ({ source: 'ats', externalId: id, contentHash: 'h', atMs, policy: { open: 1, notional: '100', leverage: 1, stop: { percent: '2' }, stopList: [], signalAgeMsMax: 60_000 }, signals: [newSignal(freshKey())] });
      const [forgotten, kept] = [wave('forgotten'), wave('kept')];
      for (const one of [forgotten, kept]) expect(await books.store.acceptWave(one)).toMatchObject({ type: 'accepted' });
      await books.sql(`UPDATE signal SET outcome = 'failed', reason = 'it was refused', outcome_at = ${old} WHERE wave_id = (SELECT id FROM wave WHERE external_id = 'forgotten')`);
      await books.sql(`UPDATE wave SET status = 'finished', finished_at = ${old} WHERE external_id = 'forgotten'`);
      expect(await round({ waves: 4 })).toMatchObject({ waves: 1 });
      expect(await books.store.acceptWave(forgotten)).toEqual({ type: 'forgotten', keptSince: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) });
      expect(await wavesLeft()).toEqual(['kept']);
      expect(await books.store.acceptWave(kept)).toMatchObject({ type: 'already_known' });
      expect(await books.store.acceptWave({ ...forgotten, externalId: 'new', atMs: Date.now() })).toMatchObject({ type: 'accepted' });
    });
  });
});
