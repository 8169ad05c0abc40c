import { decimal, DEFAULT_BOUNDS } from '@breakwater/core';
import type { Claim, Store } from '@breakwater/engine';
import { acceptSignals, beatStopWorker, entryCommit, freshKey, leverageCommit, newOrder, newPosition, newSignal, openPosition, take } from '@breakwater/testing/conformance/store-fixture';
import { beforeEach, describe, expect, test } from 'vitest';
import { booksText } from './books-text.ts';
import { type StoreGuards, storeGuards } from './guards.ts';
import { copyBooks, createMemoryBooks, type MemoryBooks } from './memory-books.ts';
import { createMemoryStore } from './memory-store.ts';

const MAIN = { exchange: 'binance', account: 'main' } as const;

describe('the books in memory', () => {
  let nowMs: number;
  let books: MemoryBooks;
  let store: Store;
  beforeEach(async () => {
    nowMs = 1_760_000_000_000;
    books = createMemoryBooks();
    store = createMemoryStore({ books, nowMs: () => nowMs });
    await store.configureAccount(MAIN, 'trade', 3);
    await beatStopWorker(store);
  });

  test('are as they were when a statement throws half way', async () => {
    const key = freshKey();
    const claim = await take(store, key);
    const before = booksText(books);
    const position = openPosition();
    const events = [{ positionId: position.id, type: 'told', evidence: null, data: {} }];
    await expect(store.record(claim, { newPositions: [position], events, newOrders: [newOrder(key, 'stop', openPosition())] }, {})).rejects.toThrow(/order_position_id_fkey/);
    expect(booksText(books)).toBe(before);
    expect(books.accounts.get('binance.main')?.livePositions).toBe(0);
  });

  test('read the same in whatever order they were written, and differently when one row does', async () => {
    const [a, b] = [freshKey(), freshKey()];
    const texts: string[] = [];
    for (const keys of [[a, b], [b, a]]) {
      const twin = createMemoryBooks();
      const other = createMemoryStore({ books: twin, nowMs: () => nowMs });
      await other.configureAccount(MAIN, 'trade', 3);
      for (const key of keys) await other.makeDue(key, 10);
      texts.push(booksText(twin));
      await other.makeDue(a, 9);
      texts.push(booksText(twin));
    }
    expect(texts[0]).toBe(texts[2]);
    expect(texts[1]).toBe(texts[3]);
    expect(texts[0]).not.toBe(texts[1]);
  });

  test('say exact numbers as they are, and without their history the same before and after a report', async () => {
    const key = freshKey();
    await store.record(await take(store, key), { newPositions: [openPosition({ quantity: decimal('0.000000012') })] });
    expect(booksText(books)).toContain('1.2e-8');
    const texts = [booksText(books), booksText(books, { isHistoryLeftOut: true })];
    await store.addReport({ account: MAIN, symbol: null, cause: 'test', findings: [], acts: [], calls: 0, weight: 0, durationMs: 1 });
    expect(booksText(books)).not.toBe(texts[0]);
    expect(booksText(books, { isHistoryLeftOut: true })).toBe(texts[1]);
  });

  test('can be copied: what is written later is not in the copy', async () => {
    const copy = copyBooks(books);
    const text = booksText(books);
    await store.record(await take(store, freshKey()), { newPositions: [openPosition()] });
    expect(booksText(copy)).toBe(text);
    expect(booksText(books)).not.toBe(text);
  });

  test('hand out bare positions first, then what has been due longest, and no more than asked for', async () => {
    const [late, early, bare] = [freshKey(), freshKey(), freshKey()];
    await store.makeDue(early, 10);
    await store.makeDue(late, 20);
    await store.record(await take(store, bare), { newPositions: [openPosition()] }, { dueInMs: 30 });
    nowMs += 40;
    expect(await store.readDueWork([MAIN], 1)).toMatchObject({ protections: [bare], resyncs: [] });
    expect(await store.readDueWork([MAIN], 2)).toMatchObject({ protections: [bare], resyncs: [early] });
    expect(await store.readDueWork([], 10)).toMatchObject({ protections: [], resyncs: [], nextInMs: null });
  });

  describe('keep a rule by the guard that is given for it:', () => {
    const withGuards = (change: Partial<StoreGuards>): Store => createMemoryStore({ books, nowMs: () => nowMs, guards: { ...storeGuards, ...change } });
    const committed = async (other: Store, claim: Claim, commit: ReturnType<typeof leverageCommit>) => (await other.commitIntent(claim, commit, DEFAULT_BOUNDS)).type === 'committed';

    test('epoch and holder', async () => {
      const claim = await take(store, freshKey());
      await store.releaseKey(claim, {});
      await take(store, claim.key);
      expect(await committed(store, claim, leverageCommit(claim.key))).toBe(false);
      expect(await committed(withGuards({ holderAndEpoch: () => true }), claim, leverageCommit(claim.key))).toBe(true);
    });

    test('quiet', async () => {
      const claim = await take(store, freshKey());
      await committed(store, claim, leverageCommit(claim.key));
      expect(await committed(withGuards({ breaksQuiet: () => false }), claim, leverageCommit(claim.key))).toBe(true);
    });

    test('one live row a key', async () => {
      const claim = await take(store, freshKey());
      await store.record(claim, { newPositions: [newPosition()] });
      expect(await committed(store, claim, entryCommit(claim.key))).toBe(false);
      const narrowed = withGuards({ oneLiveRowPerKey: (row, other) => row.leg === other.leg && row.status === 'open' && other.status === 'open' });
      expect(await committed(narrowed, claim, entryCommit(claim.key))).toBe(true);
      expect((await store.readKey(claim.key)).positions).toHaveLength(2);
    });

    test('slots, and who counts them', async () => {
      await store.configureAccount(MAIN, 'trade', 0);
      const claim = await take(store, freshKey());
      expect(await committed(store, claim, entryCommit(claim.key))).toBe(false);
      expect(await committed(withGuards({ slotFree: () => true, countsAsLive: () => false }), claim, entryCommit(claim.key))).toBe(true);
      expect(books.accounts.get('binance.main')?.livePositions).toBe(0);
    });

    test('a signal is entered once', async () => {
      const key = freshKey();
      const signal = newSignal(key);
      await acceptSignals(store, [signal]);
      const claim = await take(store, key);
      await store.record(claim, { signals: [{ id: signal.id, outcome: 'failed', reason: 'test' }] });
      const commit = entryCommit(key, newPosition({ origin: 'signal', signalId: signal.id }));
      expect(await committed(store, claim, commit)).toBe(false);
      expect(await committed(withGuards({ signalPending: () => true }), claim, commit)).toBe(true);
    });

    test('a claim that is raised before it waits', async () => {
      const claim = await take(store, freshKey());
      const impatient = withGuards({ raisesEpoch: () => true });
      expect(await impatient.claimKey(claim.key, claim.holder, 1_000)).toMatchObject({ type: 'busy' });
      expect(await store.record(claim, {})).toBe('deposed');
    });
  });
});
