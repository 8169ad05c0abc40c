import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openClient, readAccounts, readMigrationState, readPages, readSymbolsOff, type ScreenClient } from '../src/screens.ts';
import { connect } from '../src/index.ts';
import { type Books, openBooks } from './books.ts';

const MAIN = { exchange: 'binance', account: 'main' } as const;

let books: Books;
let client: ScreenClient;
beforeAll(async () => {
  books = await openBooks();
  client = await openClient(books.url);
});
afterAll(async () => {
  await client.$disconnect();
  await books.close();
});

describe('an account', () => {
  test('that nobody has registered cannot be switched', async () => {
    await expect(books.store.switchEntries({ exchange: 'bybit', account: 'main' }, false)).rejects.toThrow('The account bybit.main has no row to switch; register it first.');
  });

  test('is registered once: neither its mode nor its switch is overwritten by a command', async () => {
    await books.store.registerAccount(MAIN, 'protect', 3);
    await books.store.switchEntries(MAIN, false);
    await books.store.registerAccount(MAIN, 'trade', 9);
    expect(await readAccounts(client)).toEqual([{ ...MAIN, mode: 'protect', entriesEnabled: false, entriesOffSince: expect.any(String), syncOffSince: null, livePositions: 0, positionsMax: 3 }]);
    await books.store.configureAccount(MAIN, 'trade', 5);
    expect(await readAccounts(client)).toMatchObject([{ mode: 'trade', entriesEnabled: false, positionsMax: 5 }]);
    await books.store.switchEntries(MAIN, true);
  });

  test.each([
    ['switchEntries', 'entries-off.binance.main'],
    ['switchSync', 'sync-off.binance.main'],
  ] as const)('says once that it was switched (%s), however many switch at once, with one page that ends with the switch', async (turn, subject) => {
    const off = await Promise.all(Array.from({ length: 8 }, () => books.store[turn](MAIN, false)));
    expect(off.filter((isChanged) => isChanged)).toHaveLength(1);
    expect((await readPages(client, { withAcknowledged: false, limit: 10 })).map(({ subject, raisedCount }) => [subject, raisedCount])).toEqual([[subject, 1]]);
    const on = await Promise.all(Array.from({ length: 8 }, () => books.store[turn](MAIN, true)));
    expect(on.filter((isChanged) => isChanged)).toHaveLength(1);
    expect(await readPages(client, { withAcknowledged: false, limit: 10 })).toEqual([]);
  });
});

test('a symbol is switched off on its own, once, with a page that ends with the switch, whether or not anybody has claimed it', async () => {
  const key = { ...MAIN, symbol: 'TAGUSDT' };
  await expect(books.store.switchSymbolEntries({ ...key, exchange: 'bybit' }, false)).rejects.toThrow('The account bybit.main has no row to switch; register it first.');
  const off = await Promise.all(Array.from({ length: 8 }, () => books.store.switchSymbolEntries(key, false)));
  expect(off.filter((isChanged) => isChanged)).toHaveLength(1);
  expect(await readSymbolsOff(client)).toEqual([{ ...key, offSince: expect.any(String) }]);
  expect(await readPages(client, { withAcknowledged: false, limit: 10 })).toMatchObject([
    { subject: 'entries-off.binance.main.TAGUSDT', text: 'New entries of binance.main in TAGUSDT were switched off by hand; `breakwater entries on binance main TAGUSDT` lets them in again.' },
  ]);
  const on = await Promise.all(Array.from({ length: 8 }, () => books.store.switchSymbolEntries(key, true)));
  expect(on.filter((isChanged) => isChanged)).toHaveLength(1);
  expect(await readSymbolsOff(client)).toEqual([]);
  expect(await readPages(client, { withAcknowledged: false, limit: 10 })).toEqual([]);
});

test('a page is acknowledged by the first who says so, and by nobody else', async () => {
  const [id, other] = [randomUUID(), randomUUID()];
  await books.sql(`INSERT INTO page (id, subject, text) VALUES ($1, 'one', 'x'), ($2, 'two', 'y')`, [id, other]);
  const told = await Promise.all([books.store.acknowledgePages([id]), books.store.acknowledgePages([id])]);
  expect(told.flat()).toEqual([{ id, subject: 'one' }]);
  expect((await readPages(client, { withAcknowledged: false, limit: 10 })).map((page) => page.subject)).toEqual(['two']);
});

test('migrations that are missing, and those of another version, are told apart', async () => {
  const database = connect({ databaseUrl: books.url, connectionsMax: 1 });
  try {
    expect(await readMigrationState(database)).toMatchObject({ pending: [], unknown: [] });
    await books.sql(`UPDATE "_prisma_migrations" SET migration_name = '29990101000000_later' WHERE migration_name = (SELECT max(migration_name) FROM "_prisma_migrations")`);
    const { pending, unknown } = await readMigrationState(database);
    expect([pending.length, unknown]).toEqual([1, ['29990101000000_later']]);
  } finally {
    await database.close();
  }
});
