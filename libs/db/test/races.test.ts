import { randomUUID } from 'node:crypto';
import { until } from '@breakwater/testing';
import {
  acceptSignals, accepted, beatStopWorker, BOUNDS, entryCommit, freshKey, leverageCommit, newPosition, newSignal, openPosition, take,
} from '@breakwater/testing/conformance/store-fixture';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SymbolKey } from '@breakwater/core';
import type { CommitResult } from '@breakwater/engine';
import { type Books, openBooks } from './books.ts';

const LIVE = `SELECT count(*)::integer AS count FROM position WHERE symbol = $1 AND status <> 'closed'`;
const committed = (results: readonly CommitResult[]): number => results.filter((result) => result.type === 'committed').length;

describe('many connections at once', () => {
  let books: Books;
  beforeAll(async () => {
    books = await openBooks({ connectionsMax: 25 });
    await books.store.configureAccount({ exchange: 'binance', account: 'main' }, 'trade', 1_000);
    await beatStopWorker(books.store);
  });
  afterAll(() => books.close());

  const lockClaim = `SELECT FROM claim WHERE symbol = $1 FOR UPDATE`;
  /** Until one of the store's statements waits for a row that the paused connection holds. */
  const untilBlocked = (): Promise<unknown> =>
    until(async () => (await books.sql(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).length > 0, { what: 'a statement to wait for a row' });
  const livesOf = async (key: SymbolKey): Promise<number> => (await books.sql<{ count: number }>(LIVE, [key.symbol]))[0]?.count ?? 0;

  test('lets one of 50 entries of a key in (I1, the fence)', async () => {
    const key = freshKey();
    const claim = await take(books.store, key);
    const results = await Promise.all(Array.from({ length: 50 }, () => books.store.commitIntent(claim, entryCommit(key), BOUNDS)));
    expect(committed(results)).toBe(1);
    expect(await livesOf(key)).toBe(1);
  });

  test('lets one of 50 entries of a key in though none waits for the other (I1, the index alone)', async () => {
    const key = freshKey();
    const claim = await take(books.store, key);
    const brief = { ...BOUNDS, fenceSkewMs: 1 };
    const results = await Promise.all(Array.from({ length: 50 }, () => books.store.commitIntent(claim, entryCommit(key, newPosition(), { windowMs: 1 }), brief)));
    expect(committed(results)).toBe(1);
    expect(results.filter((result) => result.type === 'refused' && result.why === 'duplicate').length).toBeGreaterThan(0);
    expect(await livesOf(key)).toBe(1);
  });

  test('writes one of 20 adoptions of a key (I1)', async () => {
    const key = freshKey();
    const claim = await take(books.store, key);
    const results = await Promise.all(Array.from({ length: 20 }, () => books.store.record(claim, { newPositions: [openPosition()] })));
    expect(new Set(results)).toEqual(new Set(['recorded']));
    expect(await livesOf(key)).toBe(1);
  });

  test('fills three slots with 20 keys at once, and not a fourth (I10)', async () => {
    await books.store.configureAccount({ exchange: 'binance', account: 'three' }, 'trade', 3);
    const keys = Array.from({ length: 20 }, () => freshKey('three'));
    const claims = await Promise.all(keys.map((key) => take(books.store, key)));
    const results = await Promise.all(claims.map((claim) => books.store.commitIntent(claim, entryCommit(claim.key), BOUNDS)));
    expect(committed(results)).toBe(3);
    expect(results.filter((result) => result.type === 'refused' && result.why === 'no_slot')).toHaveLength(17);
    expect(await books.sql(`SELECT live_positions, (SELECT count(*)::integer FROM position WHERE account = 'three') AS rows, (SELECT count(*)::integer FROM "order" WHERE account = 'three') AS orders
                              FROM account WHERE account = 'three'`)).toEqual([{ live_positions: 3, rows: 3, orders: 3 }]);
  });

  test('knows of a request that was committed while it waited for the claim (quiet, I5)', async () => {
    const key = freshKey();
    const claim = await take(books.store, key);
    const paused = await books.pause();
    await paused.query(lockClaim, [key.symbol]);
    const waiting = books.store.commitIntent(claim, leverageCommit(key), BOUNDS);
    await untilBlocked();
    await paused.query(
      `INSERT INTO intent (id, exchange, account, symbol, epoch, kind, request, signed_at, expires_at)
       VALUES ($1, 'binance', 'main', $2, 1, 'leverage', '{}', clock_timestamp(), clock_timestamp() + interval '1 minute')`,
      [randomUUID(), key.symbol],
    );
    await paused.query(`UPDATE claim SET fence_until = fence_until + interval '1 minute' WHERE symbol = $1`, [key.symbol]);
    await paused.query('COMMIT');
    expect(await waiting).toEqual({ type: 'refused', why: 'not_quiet' });
    expect((await books.store.readKey(key)).intents).toHaveLength(1);
  });

  test('releases no lower than a request that was committed while it waited for the claim', async () => {
    const key = freshKey();
    const claim = await take(books.store, key);
    const paused = await books.pause();
    await paused.query(lockClaim, [key.symbol]);
    const waiting = books.store.releaseKey(claim, {});
    await untilBlocked();
    await paused.query(
      `INSERT INTO intent (id, exchange, account, symbol, epoch, kind, request, signed_at, expires_at)
       VALUES ($1, 'binance', 'main', $2, 1, 'leverage', '{}', clock_timestamp(), clock_timestamp() + interval '1 minute')`,
      [randomUUID(), key.symbol],
    );
    await paused.query(`UPDATE claim SET fence_until = fence_until + interval '1 minute' WHERE symbol = $1`, [key.symbol]);
    await paused.query('COMMIT');
    await waiting;
    expect(await books.store.claimKey(key, randomUUID(), 1_000)).toMatchObject({ type: 'busy' });
  });

  test('refuses a holder that was deposed while its statement waited (I3)', async () => {
    const key = freshKey();
    const claim = await take(books.store, key);
    const paused = await books.pause();
    await paused.query(lockClaim, [key.symbol]);
    const waiting = [books.store.commitIntent(claim, entryCommit(key), BOUNDS), books.store.record(claim, { newPositions: [openPosition()] })] as const;
    await untilBlocked();
    await paused.query(`UPDATE claim SET epoch = epoch + 1, holder = $2 WHERE symbol = $1`, [key.symbol, randomUUID()]);
    await paused.query('COMMIT');
    expect(await waiting[0]).toEqual({ type: 'refused', why: 'deposed' });
    expect(await waiting[1]).toBe('deposed');
    expect(await livesOf(key)).toBe(0);
  });

  test('sees a slot taken, and entries switched off, while it waited for the account (I10)', async () => {
    const changes = [
      { change: 'positions_max = live_positions', why: 'no_slot' },
      { change: 'entries_enabled = false', why: 'entries_off' },
      { change: `mode = 'protect'`, why: 'mode_forbids' },
    ];
    for (const { change, why } of changes) {
      const account = `a-${why.replace('_', '-')}`;
      await books.store.configureAccount({ exchange: 'binance', account }, 'trade', 5);
      const key = freshKey(account);
      const claim = await take(books.store, key);
      const paused = await books.pause();
      await paused.query(`UPDATE account SET ${change} WHERE account = $1`, [account]);
      const waiting = books.store.commitIntent(claim, entryCommit(key), BOUNDS);
      await untilBlocked();
      await paused.query('COMMIT');
      expect(await waiting).toMatchObject({ type: 'refused', why });
      expect(await livesOf(key)).toBe(0);
    }
  });

  test('commits an entry that waited for the account longer than its request may live', async () => {
    const account = 'a-waited';
    await books.store.configureAccount({ exchange: 'binance', account }, 'trade', 5);
    const key = freshKey(account);
    const claim = await take(books.store, key);
    const paused = await books.pause();
    await paused.query(`SELECT FROM account WHERE account = $1 FOR UPDATE`, [account]);
    const waiting = books.store.commitIntent(claim, entryCommit(key, newPosition(), { windowMs: 1 }), { ...BOUNDS, fenceSkewMs: 1 });
    await untilBlocked();
    const [began] = (await paused.query<{ at: string }>('SELECT clock_timestamp()::text AS at')).rows;
    await until(async () => (await books.sql(`SELECT WHERE clock_timestamp() > $1::timestamptz + interval '20 milliseconds'`, [began?.at])).length > 0, { what: 'the request to outlive its expiry' });
    await paused.query('COMMIT');
    expect(await waiting).toEqual({ type: 'committed' });
  });

  test('enters no signal that a wave settled while it waited, and settles none that was entered meanwhile (I2, I10)', async () => {
    const key = freshKey();
    const signal = newSignal(key);
    const waveId = await acceptSignals(books.store, [signal]);
    const claim = await take(books.store, key);
    const settling = await books.pause();
    await settling.query(`UPDATE signal SET outcome = 'skipped_limit', reason = 'test' WHERE id = $1`, [signal.id]);
    const entry = books.store.commitIntent(claim, entryCommit(key, newPosition({ origin: 'signal', signalId: signal.id })), BOUNDS);
    await untilBlocked();
    await settling.query('COMMIT');
    expect(await entry).toEqual({ type: 'refused', why: 'duplicate' });

    const other = freshKey();
    const second = newSignal(other);
    const secondWave = await acceptSignals(books.store, [second]);
    const entering = await books.pause();
    await entering.query(`UPDATE signal SET outcome = outcome WHERE id = $1`, [second.id]);
    const outcome = books.store.recordWaveProgress(secondWave, { ranks: [], selectedIds: [], outcomes: [{ signalId: second.id, outcome: 'skipped_limit', reason: 'test' }], isFinished: false });
    await untilBlocked();
    await entering.query('COMMIT');
    await outcome;
    expect((await books.store.readWave(secondWave))?.signals).toMatchObject([{ outcome: 'pending' }]);
    expect((await books.store.readWave(waveId))?.signals).toMatchObject([{ outcome: 'skipped_limit' }]);
  });

  test('does not wait for ever for somebody who is paused, and goes on when they are gone', async () => {
    const impatient = books.open({ lockTimeoutMs: 100 });
    const key = freshKey();
    const claim = await take(impatient, key);
    const paused = await books.pause();
    await paused.query(lockClaim, [key.symbol]);
    await expect(impatient.commitIntent(claim, entryCommit(key), BOUNDS)).rejects.toThrow(/lock timeout/);
    await expect(impatient.claimKey(key, randomUUID(), 1_000)).rejects.toThrow(/lock timeout/);
    const other = freshKey();
    expect(await impatient.commitIntent(await take(impatient, other), entryCommit(other), BOUNDS)).toEqual({ type: 'committed' });
    await paused.query('ROLLBACK');
    expect(await impatient.commitIntent(claim, entryCommit(key), BOUNDS)).toEqual({ type: 'committed' });
  });

  test('a claimant that waits for the holder to commit finds the fence moved', async () => {
    const key = freshKey();
    await books.store.releaseKey(await take(books.store, key), {});
    const paused = await books.pause();
    await paused.query(`UPDATE claim SET holder = $2, epoch = epoch + 1, fence_until = clock_timestamp() + interval '1 minute' WHERE symbol = $1`, [key.symbol, randomUUID()]);
    const waiting = books.store.claimKey(key, randomUUID(), 1_000);
    await untilBlocked();
    await paused.query('COMMIT');
    const attempt = await waiting;
    expect(attempt).toMatchObject({ type: 'busy' });
    if (attempt.type === 'busy') expect(attempt.freeInMs).toBeGreaterThan(50_000);
  });

  test('throws when its connection is cut, and works again with the next call', async () => {
    const store = books.open({ applicationName: 'cut', connectionsMax: 1 });
    const key = freshKey();
    const claim = await take(store, key);
    const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'cut' AND datname = current_database()`;
    const paused = await books.pause();
    await paused.query(lockClaim, [key.symbol]);
    const waiting = store.commitIntent(claim, entryCommit(key), BOUNDS).then(
      () => 'answered',
      () => 'thrown',
    );
    await untilBlocked();
    await books.sql(cut);
    expect(await waiting).toBe('thrown');
    await paused.query('ROLLBACK');
    const commit = entryCommit(key);
    expect(await store.commitIntent(claim, commit, BOUNDS)).toEqual({ type: 'committed' });
    expect(await store.record(claim, accepted(commit), {})).toBe('recorded');
  });
});
