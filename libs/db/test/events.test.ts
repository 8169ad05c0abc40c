import { randomUUID } from 'node:crypto';
import { beatStopWorker, BOUNDS, entryCommit, freshKey, leverageCommit, newOrder, openPosition, take } from '@breakwater/testing/conformance/store-fixture';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withJobContext } from '../src/index.ts';
import { type Books, openBooks } from './books.ts';

describe('events', () => {
  const worker = randomUUID();
  let books: Books;
  beforeAll(async () => {
    books = await openBooks({ workerId: worker });
    await books.store.configureAccount({ exchange: 'binance', account: 'main' }, 'trade', 10);
    await beatStopWorker(books.store);
  });
  afterAll(() => books.close());

  const eventsOf = (symbol: string) =>
    books.sql<Record<string, unknown>>(`SELECT position_id, type, evidence, data, worker, job_id, correlation_id FROM position_event WHERE symbol = $1 ORDER BY at`, [symbol]);

  test('are written with what they tell of, and carry worker, job and cause', async () => {
    const key = freshKey();
    const claim = await take(books.store, key);
    const commit = entryCommit(key);
    await withJobContext({ jobId: 'binance.main.X.1', correlationId: 'wave-7' }, () => books.store.commitIntent(claim, commit, BOUNDS));
    await books.store.record(claim, { events: [{ positionId: null, type: 'entry_accepted', evidence: 'E1', data: { price: '1.5' } }] });
    expect(await eventsOf(key.symbol)).toEqual([
      { position_id: commit.newPosition?.id, type: 'entry_intended', evidence: 'E4', data: {}, worker, job_id: 'binance.main.X.1', correlation_id: 'wave-7' },
      { position_id: null, type: 'entry_accepted', evidence: 'E1', data: { price: '1.5' }, worker, job_id: null, correlation_id: null },
    ]);
  });

  test('are not written for what was refused, or for a row that lost the race for its key (I9)', async () => {
    const key = freshKey();
    const claim = await take(books.store, key);
    const told = [{ positionId: null, type: 'told', evidence: null, data: {} }];
    await books.store.record({ ...claim, holder: randomUUID() }, { events: told });
    await books.store.commitIntent(claim, leverageCommit(key), BOUNDS);
    await books.store.commitIntent(claim, { ...leverageCommit(key), events: told }, BOUNDS);
    const [winner, loser] = [openPosition(), openPosition()];
    const adopted = (id: string) => [{ positionId: id, type: 'position_adopted', evidence: 'E4' as const, data: {} }];
    await books.store.record(claim, { newPositions: [winner], events: adopted(winner.id) });
    await books.store.record(claim, { newPositions: [loser], events: adopted(loser.id) });
    expect(await eventsOf(key.symbol)).toMatchObject([{ type: 'position_adopted', position_id: winner.id }]);
  });

  test('cannot be changed, deleted or truncated', async () => {
    for (const text of [`UPDATE position_event SET type = 'x'`, 'DELETE FROM position_event', 'TRUNCATE position_event']) {
      await expect(books.sql(text)).rejects.toThrow(/append-only/);
    }
  });

  test('go to the partition of their month', async () => {
    const parts = await books.sql<{ name: string }>(`SELECT DISTINCT tableoid::regclass::text AS name FROM position_event`);
    expect(parts.map((part) => part.name)).toEqual([expect.stringMatching(/^position_event_\d{4}_\d{2}$/)]);
  });

  test('say that a key was set aside, once, while its page counts up', async () => {
    const key = freshKey();
    const claim = await take(books.store, key);
    await books.store.quarantineKey(claim, 'first');
    await books.store.quarantineKey(claim, 'second');
    expect(await eventsOf(key.symbol)).toMatchObject([{ type: 'key_quarantined', data: { reason: 'first' }, worker }]);
    expect(await books.sql(`SELECT raised_count, text, account FROM page WHERE symbol = $1`, [key.symbol])).toEqual([{ raised_count: 2, text: 'second', account: 'main' }]);
  });

  test('go with pages, and the same trouble pages again once it was acknowledged', async () => {
    const key = freshKey();
    const claim = await take(books.store, key);
    const pages = [{ subject: `${key.symbol} trouble`, text: 'one' }];
    await books.store.record(claim, { pages: [...pages, ...pages] });
    await books.store.record(claim, { pages });
    await books.sql(`UPDATE page SET acknowledged_at = clock_timestamp() WHERE symbol = $1`, [key.symbol]);
    await books.store.record(claim, { pages });
    expect(await books.sql(`SELECT raised_count FROM page WHERE symbol = $1 ORDER BY raised_at`, [key.symbol])).toEqual([{ raised_count: 2 }, { raised_count: 1 }]);
  });

  test('a failure in one part of the facts undoes all of them', async () => {
    const key = freshKey();
    const claim = await take(books.store, key);
    const position = openPosition();
    const nobody = newOrder(key, 'stop', openPosition());
    await expect(books.store.record(claim, { newPositions: [position], newOrders: [nobody], events: [{ positionId: position.id, type: 'told', evidence: null, data: {} }] }, {})).rejects.toThrow(/foreign key/);
    expect(await eventsOf(key.symbol)).toEqual([]);
    expect((await books.store.readKey(key)).positions).toEqual([]);
    expect(await books.store.record(claim, {})).toBe('recorded');
  });
});
