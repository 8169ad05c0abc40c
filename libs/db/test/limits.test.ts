import { type AccountKey, type AccountLimits, decimal, type FleetLimits } from '@breakwater/core';
import type { CommitResult } from '@breakwater/engine';
import { startProcess, type TestProcess, until } from '@breakwater/testing';
import { accepted, acceptSignals, beatStopWorker, BOUNDS, entryCommit, freshKey, newPosition, newSignal, take } from '@breakwater/testing/conformance/store-fixture';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Books, openBooks } from './books.ts';

const PROCESSES = ['A', 'B', 'C', 'D'];
const ENTRIES = [13, 13, 12, 12];

/** I10, when many come at once: what one connection after the other cannot show. */
describe('fifty entries at once, from four worker processes', () => {
  let books: Books;
  let accounts = 0;
  let running: TestProcess[] = [];
  beforeAll(async () => {
    books = await openBooks({ connectionsMax: 2 });
    await beatStopWorker(books.store);
  });
  afterEach(async () => {
    await Promise.all(running.map((one) => one.kill()));
    running = [];
    await books.store.configureFleetLimits({});
    await books.sql(`UPDATE position SET status = 'closed', close_reason = 'never_filled', closed_at = clock_timestamp(), realised_pnl = 0 WHERE status <> 'closed'`);
  });
  afterAll(() => books.close());

  const freshAccount = async (limits: AccountLimits = {}, positionsMax = 1_000, exchange: AccountKey['exchange'] = 'binance'): Promise<AccountKey> => {
    const key = { exchange, account: `many-${(accounts += 1)}` };
    await books.store.configureAccount(key, 'trade', positionsMax, limits);
    return key;
  };

  /**
   * Has four processes commit all their entries while somebody holds the rows that a reservation must lock (and a claim need not), until every
   * one of the fifty statements waits in the database; then lets go of them at once.
   */
  async function enterAtOnce(at: readonly AccountKey[], barrier: string): Promise<CommitResult[]> {
    const paused = await books.pause();
    await paused.query(barrier);
    const names = at.map(({ exchange, account }) => `${exchange}.${account}`);
    running = PROCESSES.map((prefix, index) => startProcess('libs/db/test/enter-many.ts', { arguments: [books.url, prefix, String(ENTRIES[index]), ...names] }));
    await Promise.all(running.map((one) => one.untilLine('ready', 60_000)));
    // Whoever came first waits for those who still start, so the barrier stands as long as that takes.
    const waiting = `SELECT count(*)::integer AS count FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'enter-many %' AND wait_event_type = 'Lock'`;
    await until(async () => (await books.sql<{ count: number }>(waiting))[0]?.count === 50, { what: 'fifty statements to wait at the barrier', timeoutMs: 50_000 });
    await paused.query('COMMIT');
    const lines = await Promise.all(running.map((one) => one.untilLine('results ', 60_000)));
    return lines.flatMap((line) => JSON.parse(line.slice('results '.length)) as CommitResult[]);
  }

  /** How many came in, and which limits the others met. */
  const told = (results: readonly CommitResult[]): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const result of results) {
      const word = result.type === 'committed' ? 'committed' : result.why === 'no_slot' ? result.limit.name : result.why;
      counts[word] = (counts[word] ?? 0) + 1;
    }
    return counts;
  };
  const live = async (): Promise<number> => (await books.sql<{ count: number }>(`SELECT count(*)::integer AS count FROM position WHERE status <> 'closed'`))[0]?.count ?? 0;
  const lockAccount = ({ account }: AccountKey): string => `SELECT FROM account WHERE account = '${account}' FOR NO KEY UPDATE`;
  const LOCK_ACCOUNTS = 'SELECT FROM account FOR NO KEY UPDATE';

  test('fill ten positions of an account, and not an eleventh', async () => {
    const account = await freshAccount({}, 10);
    expect(told(await enterAtOnce([account], lockAccount(account)))).toEqual({ committed: 10, account_positions: 40 });
    expect(await live()).toBe(10);
  });

  test('fill the exposure of an account, and not more', async () => {
    const account = await freshAccount({ exposureMax: decimal('1099.999') });
    expect(told(await enterAtOnce([account], lockAccount(account)))).toEqual({ committed: 10, account_exposure: 40 });
    expect(await live()).toBe(10);
  });

  test.each<[string, FleetLimits, string]>([
    ['the positions of the fleet', { positionsMax: 10 }, 'fleet_positions'],
    ['the exposure of the fleet', { exposureMax: decimal('1000') }, 'fleet_exposure'],
  ])('fill %s over accounts of two exchanges, and not more', async (_, limits, name) => {
    const two = [await freshAccount(), await freshAccount({}, 1_000, 'bybit')];
    await books.store.configureFleetLimits(limits);
    expect(told(await enterAtOnce(two, LOCK_ACCOUNTS))).toEqual({ committed: 10, [name]: 40 });
    expect(await live()).toBe(10);
  });

  test('fill the positions of an exchange over two of its accounts, and go on elsewhere', async () => {
    const three = [await freshAccount(), await freshAccount(), await freshAccount({}, 1_000, 'bybit')];
    await books.store.configureFleetLimits({ positionsMax: 1_000, exchanges: { binance: { positionsMax: 10 } } });
    const counts = told(await enterAtOnce(three, LOCK_ACCOUNTS));
    expect(counts).toEqual({ committed: 10 + (50 - 10 - (counts['exchange_positions'] ?? 0)), exchange_positions: counts['exchange_positions'] });
    expect(await books.sql(`SELECT exchange, count(*)::integer AS count FROM position WHERE status <> 'closed' GROUP BY exchange ORDER BY exchange`)).toMatchObject([{ exchange: 'binance', count: 10 }, { exchange: 'bybit' }]);
  });

  test('see what was taken of a shared limit while they waited for it', async () => {
    const [one, other] = [await freshAccount(), await freshAccount({}, 1_000, 'bybit')];
    await books.store.configureFleetLimits({ exposureMax: decimal('100') });
    const paused = await books.pause();
    await paused.query(`SELECT FROM fleet_limit WHERE scope = 'fleet' FOR UPDATE`);
    const [a, b] = [freshKey(one.account), freshKey(other.account, 'bybit')];
    const patient = books.open({ lockTimeoutMs: 60_000, statementTimeoutMs: 60_000 });
    const waiting = await Promise.all([take(patient, a), take(patient, b)]).then((claims) =>
      claims.map((claim) => patient.commitIntent(claim, entryCommit(claim.key, newPosition({ plannedNotional: decimal('100') })), BOUNDS)),
    );
    const blocked = `SELECT count(*)::integer AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    await until(async () => (await books.sql<{ count: number }>(blocked))[0]?.count === 2, { what: 'both entries to wait for the limit' });
    await paused.query('COMMIT');
    expect(told(await Promise.all(waiting))).toEqual({ committed: 1, fleet_exposure: 1 });
  });

  test('take the places of a wave that spans two accounts, and no more than its policy gives', async () => {
    const two = [await freshAccount(), await freshAccount({}, 1_000, 'bybit')];
    const keys = Array.from({ length: 10 }, (_, index) => freshKey(two[index % 2]!.account, two[index % 2]!.exchange));
    const signals = keys.map((key) => newSignal(key));
    await acceptSignals(books.store, signals);
    const many = books.open({ connectionsMax: 10 });
    const claims = await Promise.all(keys.map((key) => take(many, key)));
    const results = await Promise.all(claims.map((claim, index) => many.commitIntent(claim, entryCommit(claim.key, newPosition({ origin: 'signal', signalId: signals[index]!.id })), BOUNDS)));
    expect(told(results)).toEqual({ committed: 2, wave_positions: 8 });
  });

  test('leave an unknown entry its slot, however many come after it', async () => {
    const account = await freshAccount({ exposureMax: decimal('1000') });
    const key = freshKey(account.account);
    const claim = await take(books.store, key);
    const commit = entryCommit(key, newPosition({ plannedNotional: decimal('100') }));
    expect(await books.store.commitIntent(claim, commit, BOUNDS)).toEqual({ type: 'committed' });
    await books.store.record(claim, { answers: [{ intentId: commit.intentId, outcome: 'unknown', evidence: null, answer: {} }] });
    expect(told(await enterAtOnce([account], lockAccount(account)))).toEqual({ committed: 9, account_exposure: 41 });
    await books.store.record(claim, accepted(commit));
    expect(await live()).toBe(10);
  });
});
