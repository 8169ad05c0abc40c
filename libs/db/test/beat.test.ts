import { randomUUID } from 'node:crypto';
import type { WorkerIdentity } from '@breakwater/engine';
import { BOUNDS, entryCommit, freshKey, take } from '@breakwater/testing/conformance/store-fixture';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect, DatabaseChanged, refuseWeakDurability, WeakDurability } from '../src/index.ts';
import { changeBetween } from '../src/statements/beat.ts';
import { type Books, openBooks } from './books.ts';

const stopWorker = (): WorkerIdentity => ({ id: randomUUID(), role: 'stop-worker', version: '1', host: 'h', pid: 7 });

describe('beat', () => {
  let books: Books;
  beforeAll(async () => {
    books = await openBooks();
    await books.store.configureAccount({ exchange: 'binance', account: 'main' }, 'trade', 10);
  });
  afterAll(() => books.close());
  /** A URL whose sessions do not wait for the disk. */
  const weakUrl = (): string => `${books.url}${books.url.includes('?') ? '&' : '?'}options=${encodeURIComponent('-c synchronous_commit=off')}`;

  test('lets entries in while a stop worker lives, and no longer once it has ended', async () => {
    const worker = stopWorker();
    const key = freshKey();
    const claim = await take(books.store, key);
    const commit = entryCommit(key);
    await books.store.beat({ ...stopWorker(), role: 'sync-worker' });
    expect(await books.store.commitIntent(claim, commit, BOUNDS)).toEqual({ type: 'refused', why: 'nobody_protects' });
    await books.store.beat(worker);
    await books.store.stopWorker(worker.id);
    await books.store.beat(worker);
    expect(await books.store.commitIntent(claim, commit, BOUNDS)).toEqual({ type: 'refused', why: 'nobody_protects' });
    await books.store.beat(stopWorker());
    expect(await books.store.commitIntent(claim, commit, BOUNDS)).toEqual({ type: 'committed' });
  });

  test('refuses a database that may forget, and does not count there as alive', async () => {
    const worker = stopWorker();
    const weak = books.open({ databaseUrl: weakUrl() });
    await expect(weak.beat(worker)).rejects.toThrow(WeakDurability);
    expect(await books.sql('SELECT FROM worker WHERE id = $1', [worker.id])).toEqual([]);
    const [strongPool, weakPool] = [connect({ databaseUrl: books.url }), connect({ databaseUrl: weakUrl() })];
    await refuseWeakDurability(strongPool);
    await expect(refuseWeakDurability(weakPool)).rejects.toThrow(/synchronous_commit=off, so a crash could lose an order/);
    await Promise.all([strongPool.close(), weakPool.close()]);
  });

  test('says once that the database clock went back, and goes on from there', async () => {
    let aheadMs = 0;
    const store = books.open({ monotonicMs: () => performance.now() + aheadMs });
    const worker = stopWorker();
    await store.beat(worker);
    aheadMs = 60_000;
    await expect(store.beat(worker)).rejects.toThrow(DatabaseChanged);
    await store.beat(worker);
  });

  test('tells a step of the clock, either way, from a slow answer', () => {
    const before = { identity: 'a', nowMs: 10_000, beganAtMs: 0, endedAtMs: 10 };
    const after = (nowMs: number, tookMs = 10, identity = 'a') => ({ identity, nowMs, beganAtMs: 1_000, endedAtMs: 1_000 + tookMs });
    expect(changeBetween(before, after(11_000))).toBeNull();
    expect(changeBetween(before, after(16_000, 5_000))).toBeNull();
    expect(changeBetween(before, after(10_400))).toMatch(/stepped back by \d+ ms/);
    expect(changeBetween(before, after(13_000))).toMatch(/stepped forward by \d+ ms/);
    expect(changeBetween(before, after(11_000, 10, 'b'))).toMatch(/restored, replaced or failed over/);
  });

  test('keeps every wait on a connection bounded', async () => {
    const database = connect({ databaseUrl: books.url, statementTimeoutMs: 50 });
    const rows = await database.run(
      { name: 'read_bounds', text: `SELECT name, setting::integer > 0 AS is_bounded FROM pg_settings WHERE name IN ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout') ORDER BY name` },
      [],
    );
    expect(rows).toEqual(['idle_in_transaction_session_timeout', 'lock_timeout', 'statement_timeout'].map((name) => ({ name, is_bounded: true })));
    await expect(database.run({ name: 'sleep', text: 'SELECT pg_sleep(5)' }, [])).rejects.toThrow(/statement timeout/);
    await database.close();
  });
});
