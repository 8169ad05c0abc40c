import type { AccountKey } from '@breakwater/core';
import type { RecoveryBooks } from '@breakwater/engine';
import { acceptSignals, beatStopWorker, BOUNDS, entryCommit, freshKey, newPosition, newSignal, reducingCommit, take } from '@breakwater/testing/conformance/store-fixture';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openRecoveryBooks } from '../src/index.ts';
import { type Books, openBooks } from './books.ts';

const main: AccountKey = { exchange: 'binance', account: 'main' };
const FENCE_MS = 60_000;

describe('the recovery of books', () => {
  let books: Books;
  let recovery: RecoveryBooks & { close(): Promise<void> };
  beforeEach(async () => {
    books = await openBooks();
    await books.store.configureAccount(main, 'trade', 10);
    await beatStopWorker(books.store);
    recovery = openRecoveryBooks({ databaseUrl: books.url });
  });
  afterEach(async () => {
    await recovery.close();
    await books.close();
  });

  /** As a copy is that was put back: the books say another database than the one that they are in. */
  const putBack = () => books.sql(`UPDATE books SET identity = 'where they came from'`);
  const begin = () => recovery.begin([main], FENCE_MS);
  const unfence = () => books.sql(`UPDATE books SET fenced_until = clock_timestamp()`);
  const entriesOf = async () => (await books.sql<{ entries_enabled: boolean; entries_before_recovery: boolean | null }>('SELECT entries_enabled, entries_before_recovery FROM account'))[0];
  const finish = async () => {
    await unfence();
    await recovery.markAgreed(main);
    return recovery.finish([main]);
  };

  test('no entry is committed in a copy, nor beside a recovery, and a page tells why; afterwards entries pass', async () => {
    const enter = async () => {
      const key = freshKey();
      return books.store.commitIntent(await take(books.store, key), entryCommit(key), BOUNDS);
    };
    expect(await enter()).toEqual({ type: 'committed' });
    await putBack();
    expect(await enter()).toEqual({ type: 'refused', why: 'entries_off' });
    await beatStopWorker(books.store);
    await beatStopWorker(books.store);
    expect(await books.sql(`SELECT acknowledged_at FROM page WHERE subject LIKE 'books-restored.%'`)).toEqual([{ acknowledged_at: null }]);
    await begin();
    await books.sql(`UPDATE intent SET outcome = 'accepted', answered_at = clock_timestamp()`);
    await books.store.switchEntries(main, true);
    expect(await enter()).toEqual({ type: 'refused', why: 'entries_off' });
    expect(await finish()).toMatchObject({ type: 'finished', accounts: [{ entriesEnabled: true }] });
    expect(await enter()).toEqual({ type: 'committed' });
    expect(await books.sql(`SELECT FROM page WHERE acknowledged_at IS NULL`)).toEqual([]);
  });

  test('protection goes on in a copy', async () => {
    await putBack();
    const key = freshKey();
    const position = newPosition({ status: 'open', entryPrice: newPosition().quantity, firstFillAtMs: 1_000, bareSinceMs: 1_000 });
    const claim = await take(books.store, key);
    await books.store.record(claim, { newPositions: [position] });
    expect(await books.store.commitIntent(claim, reducingCommit(key, 'stop', position), BOUNDS)).toEqual({ type: 'committed' });
  });

  test('whoever held a key is deposed, and the next epoch is beyond every one that could have been given', async () => {
    const key = freshKey();
    const claim = await take(books.store, key);
    const lostEpoch = 1_000_000n;
    await begin();
    expect(await books.store.record(claim, { sightings: [] })).toBe('deposed');
    expect(await books.store.claimKey(key, claim.holder, 1_000)).toMatchObject({ type: 'busy' });
    await books.sql(`UPDATE claim SET fence_until = clock_timestamp()`);
    expect(BigInt((await take(books.store, key)).epoch)).toBeGreaterThan(lostEpoch);
  });

  test('a key that only a signal names is fenced as well', async () => {
    const key = freshKey();
    await acceptSignals(books.store, [newSignal(key)]);
    expect(await begin()).toMatchObject({ type: 'begun', claims: 1 });
    expect(await books.store.claimKey(key, '00000000-0000-4000-8000-000000000001', 1_000)).toMatchObject({ type: 'busy' });
  });

  test('nothing is changed while the database’s clock is behind an epoch that was given', async () => {
    const key = freshKey();
    await take(books.store, key);
    await books.sql(`UPDATE claim SET epoch = (extract(epoch FROM clock_timestamp() + interval '1 hour') * 1000000)::bigint`);
    const before = await books.sql('SELECT * FROM claim');
    expect(await begin()).toMatchObject({ type: 'clock_behind', behindMs: expect.any(Number) });
    expect(await books.sql('SELECT * FROM claim')).toEqual(before);
    expect(await entriesOf()).toEqual({ entries_enabled: true, entries_before_recovery: null });
  });

  test('one that was begun goes on, and raises nothing again; in another copy it begins anew', async () => {
    await take(books.store, freshKey());
    const first = await begin();
    const epochs = await books.sql('SELECT epoch FROM claim');
    expect(await begin()).toMatchObject({ isContinued: true, claims: 0, beganAt: first.type === 'begun' ? first.beganAt : '' });
    expect(await books.sql('SELECT epoch FROM claim')).toEqual(epochs);
    await books.sql(`UPDATE books SET recovery_identity = 'another copy'`);
    expect(await begin()).toMatchObject({ isContinued: false, claims: 1 });
    expect(await entriesOf()).toEqual({ entries_enabled: false, entries_before_recovery: true });
  });

  test('of a copy it switches all accounts off, and lets in its own alone: the others wait for a configuration that has them', async () => {
    const other: AccountKey = { exchange: 'bybit', account: 'second' };
    await books.store.configureAccount(other, 'trade', 10);
    await putBack();
    await begin();
    expect((await recovery.lookAhead([main])).elsewhere).toEqual(['bybit.second']);
    expect(await finish()).toMatchObject({ type: 'finished', accounts: [{ exchange: 'binance', entriesEnabled: true }] });
    const entries = () => books.sql('SELECT account, entries_enabled, entries_before_recovery FROM account ORDER BY account');
    expect(await entries()).toEqual([{ account: 'main', entries_enabled: true, entries_before_recovery: null }, { account: 'second', entries_enabled: false, entries_before_recovery: true }]);
    await recovery.begin([other], FENCE_MS);
    await unfence();
    await recovery.markAgreed(other);
    expect(await recovery.finish([other])).toMatchObject({ type: 'finished', accounts: [{ exchange: 'bybit', entriesEnabled: true }] });
    expect(await entries()).toEqual([{ account: 'main', entries_enabled: true, entries_before_recovery: null }, { account: 'second', entries_enabled: true, entries_before_recovery: null }]);
    expect((await recovery.lookAhead([main])).elsewhere).toEqual([]);
  });

  test.each([
    ['off before', async () => void (await books.store.switchEntries(main, false)), async () => undefined],
    ['off since', async () => undefined, async () => void (await books.store.switchEntries(main, false))],
  ])('entries that a person switched off stay off: %s', async (_, before, since) => {
    await before();
    await begin();
    await since();
    expect(await finish()).toMatchObject({ type: 'finished', accounts: [{ entriesEnabled: false }] });
    expect(await entriesOf()).toEqual({ entries_enabled: false, entries_before_recovery: null });
    expect(await books.store.switchEntries(main, true)).toBe(true);
  });

  test('it does not end before all accounts agree, and every signal and request of the time before has ended', async () => {
    const key = freshKey();
    await books.store.commitIntent(await take(books.store, key), entryCommit(key), BOUNDS);
    await acceptSignals(books.store, [newSignal(freshKey())]);
    expect(await recovery.finish([main])).toMatchObject({ type: 'unfinished', why: expect.stringContaining('no recovery is under way') });
    await begin();
    expect(await recovery.finish([main])).toMatchObject({ why: expect.stringContaining('binance.main') });
    expect(await finish()).toMatchObject({ why: expect.stringContaining('1 signals') });
    await books.sql(`UPDATE signal SET outcome = 'failed', reason = 'it ended'`);
    expect(await finish()).toMatchObject({ why: expect.stringContaining('1 requests') });
    await books.sql(`UPDATE intent SET outcome = 'never_existed', answered_at = clock_timestamp()`);
    expect(await finish()).toMatchObject({ type: 'finished' });
  });
});
