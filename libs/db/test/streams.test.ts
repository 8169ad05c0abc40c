import { randomUUID } from 'node:crypto';
import type { AccountKey } from '@breakwater/core';
import type { ReportEntry } from '@breakwater/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStreamBooks, type StreamBooks } from '../src/index.ts';
import { type Books, openBooks } from './books.ts';

const LEASE_MS = 60_000;
let books: Books;
let streams: StreamBooks;
beforeAll(async () => {
  books = await openBooks();
  streams = openStreamBooks({ databaseUrl: books.url, connectionsMax: 8 });
});
afterAll(async () => {
  await streams.close();
  await books.close();
});

describe('the lease of a stream', () => {
  const main: AccountKey = { exchange: 'binance', account: 'main' };
  const [one, other] = [randomUUID(), randomUUID()];

  test('is given to one of many who ask at once', async () => {
    const account: AccountKey = { exchange: 'bybit', account: 'many' };
    const given = await Promise.all(Array.from({ length: 20 }, () => streams.lease(account, randomUUID(), LEASE_MS)));
    expect(given.filter(({ type }) => type === 'ours')).toHaveLength(1);
  });

  test('stays with who has it, and goes to another one when its time has passed', async () => {
    expect((await streams.lease(main, one, LEASE_MS)).type).toBe('ours');
    expect((await streams.lease(main, other, LEASE_MS)).type).toBe('busy');
    expect((await streams.lease(main, one, LEASE_MS)).type).toBe('ours');
    await books.sql(`UPDATE stream_lease SET lease_until = clock_timestamp() WHERE account = 'main'`);
    expect((await streams.lease(main, other, LEASE_MS)).type).toBe('ours');
    expect((await streams.lease(main, one, LEASE_MS)).type).toBe('busy');
  });

  test('goes to another one at once when it is put down, and only by its holder', async () => {
    const account: AccountKey = { exchange: 'binance', account: 'put-down' };
    await streams.lease(account, one, LEASE_MS);
    await streams.release(account, other);
    expect((await streams.lease(account, other, LEASE_MS)).type).toBe('busy');
    await streams.release(account, one);
    expect((await streams.lease(account, other, LEASE_MS)).type).toBe('ours');
  });

  test('is one an account', async () => {
    expect((await streams.lease({ exchange: 'bybit', account: 'main' }, one, LEASE_MS)).type).toBe('ours');
    expect((await streams.lease({ exchange: 'binance', account: 'second' }, one, LEASE_MS)).type).toBe('ours');
  });

  test('tells its holder whether passes over the account are switched off', async () => {
    await books.store.configureAccount(main, 'trade', 10);
    await books.sql(`UPDATE stream_lease SET lease_until = clock_timestamp()`);
    expect(await streams.lease(main, one, LEASE_MS)).toEqual({ type: 'ours', isSyncOff: false });
    await books.store.switchSync(main, false);
    expect(await streams.lease(main, one, LEASE_MS)).toEqual({ type: 'ours', isSyncOff: true });
  });
});

describe('the last passes over an account', () => {
  const account: AccountKey = { exchange: 'binance', account: 'passes' };
  const report = (findings: readonly unknown[], more: Partial<ReportEntry> = {}): Promise<void> =>
    books.store.addReport({ account, symbol: null, cause: 'schedule', findings, acts: [], calls: 3, weight: 85, durationMs: 40, ...more });

  test('are two, the newest first, with what was to be looked into at once', async () => {
    expect(await streams.readLastPasses(account)).toEqual([]);
    await report([{ symbol: 'OLDUSDT', what: 'ghost', said: '', inMs: 0 }]);
    await report([]);
    await report([{ symbol: 'TAGUSDT', what: 'ghost', said: '', inMs: 0 }, { symbol: 'NEWUSDT', what: 'bare', said: '', inMs: 1_500 }]);
    const [newest, before, ...more] = await streams.readLastPasses(account);
    expect(newest?.differences).toEqual(['ghost TAGUSDT']);
    expect(newest!.beganMsAgo - newest!.endedMsAgo).toBe(40);
    expect(before?.differences).toEqual([]);
    expect(before!.endedMsAgo).toBeGreaterThanOrEqual(newest!.endedMsAgo);
    expect(more).toEqual([]);
  });

  test('leave out what was about one key, about another account, or could not be read', async () => {
    await report([{ symbol: 'X', what: 'ghost', said: '', inMs: 0 }], { symbol: 'X' });
    await report([{ symbol: 'X', what: 'ghost', said: '', inMs: 0 }], { account: { exchange: 'bybit', account: 'passes' } });
    await report([{ what: 'unreadable', said: 'no answer' }]);
    expect((await streams.readLastPasses(account))[0]?.differences).toEqual(['ghost TAGUSDT']);
  });
});
