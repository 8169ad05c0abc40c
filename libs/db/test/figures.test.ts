import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BARE_MS_BOUNDS } from '../src/index.ts';
import { type Books, openBooks } from './books.ts';

const MAIN = { exchange: 'binance', account: 'main' } as const;

describe('figures', () => {
  let books: Books;
  beforeEach(async () => {
    books = await openBooks();
    await books.store.configureAccount(MAIN, 'trade', 5);
  });
  afterEach(() => books.close());

  const addPosition = (symbol: string, bareMs: number, isBare: boolean): Promise<unknown> =>
    books.sql(
      `INSERT INTO position (id, exchange, account, symbol, leg, status, origin, side, quantity, entry_price, stop_rule, first_fill_at, protected_at, bare_since, bare_ms)
       VALUES ($1, 'binance', 'main', $2, 'net', 'open', 'adopted', 'long', 1, 1, '{"percent":"2"}', now(), CASE WHEN $4 THEN NULL ELSE now() END,
               CASE WHEN $4 THEN now() - interval '7 seconds' END, $3)`,
      [randomUUID(), symbol, bareMs, isBare],
    );
  const addReport = (findings: readonly unknown[], symbol: string | null = null): Promise<void> =>
    books.store.addReport({ account: MAIN, symbol, cause: 'test', findings, acts: [], calls: 1, weight: 1, durationMs: 1 });

  test('of empty books are zero, and there is no agreement yet', async () => {
    expect(await books.store.readFigures(10_000)).toEqual({
      positions: [],
      bareTimes: { upTo: BARE_MS_BOUNDS.map(() => 0), count: 0, sumMs: 0 },
      bareNow: { count: 0, oldestMs: 0 },
      accounts: [{ ...MAIN, entriesEnabled: true, isSyncOn: true, agreedMsAgo: null }],
      workers: [],
      unacknowledgedPages: 0,
      quarantinedKeys: 0,
      unansweredIntents: 0,
      waitingOutcomes: { count: 0, oldestMs: 0 },
    });
  });

  test('count finished bare times up to each bound, and bare positions apart from them', async () => {
    await addPosition('AUSDT', 25, false);
    await addPosition('BUSDT', 26, false);
    await addPosition('CUSDT', 60_000, false);
    await addPosition('DUSDT', 0, true);
    const { bareTimes, bareNow, positions } = await books.store.readFigures(10_000);
    expect(bareTimes).toEqual({ upTo: [1, ...BARE_MS_BOUNDS.slice(1).map(() => 2)], count: 3, sumMs: 60_051 });
    expect(bareNow.count).toBe(1);
    expect(bareNow.oldestMs).toBeGreaterThanOrEqual(7_000);
    expect(positions).toEqual([{ status: 'open', count: 4 }]);
  });

  test('take only a pass over the whole account without a finding for an agreement', async () => {
    await addReport([{ symbol: 'AUSDT', what: 'ghost' }]);
    await addReport([], 'AUSDT');
    expect((await books.store.readFigures(10_000)).accounts[0]?.agreedMsAgo).toBeNull();
    await addReport([]);
    await addReport([{ what: 'unreadable' }]);
    expect((await books.store.readFigures(10_000)).accounts[0]?.agreedMsAgo).toBeLessThan(10_000);
  });

  test('count workers with a fresh heartbeat only', async () => {
    const worker = (role: 'stop-worker' | 'sync-worker') => ({ id: randomUUID(), role, version: '1', host: 'h', pid: 1 });
    const stopped = worker('stop-worker');
    for (const one of [worker('stop-worker'), worker('stop-worker'), worker('sync-worker'), stopped]) await books.store.beat(one);
    await books.store.stopWorker(stopped.id);
    await books.sql(`UPDATE worker SET heartbeat_at = now() - interval '11 seconds' WHERE role = 'sync-worker'`);
    expect((await books.store.readFigures(10_000)).workers).toEqual([{ role: 'stop-worker', count: 2 }]);
  });
});
