import { randomUUID } from 'node:crypto';
import { type AccountKey, isLive, POSITION_STATUSES, type PositionStatus, type SymbolKey } from '@breakwater/core';
import { acceptSignals, beatStopWorker, BOUNDS, entryCommit, freshKey, newPosition, newSignal, take } from '@breakwater/testing/conformance/store-fixture';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openClient, readPositions } from '../src/screens.ts';
import { type Books, openBooks } from './books.ts';

/** An index that covered one status alone let the next duplicates in; readers that were narrower than the index hid them (I1). */
describe('a row in each status', () => {
  let books: Books;
  beforeAll(async () => {
    books = await openBooks();
    await beatStopWorker(books.store);
  });
  afterAll(() => books.close());

  /** An account with room for one, and a row of it in this status. */
  async function stand(status: PositionStatus): Promise<{ readonly account: AccountKey; readonly key: SymbolKey; readonly signalId: string; readonly waveId: string }> {
    const account = { exchange: 'binance', account: `of-${status}` } as const;
    await books.store.configureAccount(account, 'trade', 1);
    const key = freshKey(account.account);
    const signal = newSignal(key);
    const waveId = await acceptSignals(books.store, [signal]);
    await books.sql(
      `INSERT INTO position (id, exchange, account, symbol, leg, status, origin, signal_id, side, quantity, entry_price, stop_rule, first_fill_at, closed_at, close_reason)
       VALUES ($1, 'binance', $2, $3, 'net', $4::position_status, 'signal', $5, 'long', 1, CASE WHEN $4 = 'opening' THEN NULL ELSE 1 END, '{"percent":"2"}', CASE WHEN $4 = 'opening' THEN NULL ELSE now() END,
               CASE WHEN $4 = 'closed' THEN now() END, CASE WHEN $4 = 'closed' THEN 'manual'::close_reason END)`,
      [randomUUID(), account.account, key.symbol, status, signal.id],
    );
    return { account, key, signalId: signal.id, waveId };
  }

  test.each(POSITION_STATUSES)('means the same to the index, the slots, the exposure and every reader: %s', async (status) => {
    const { account, key, waveId } = await stand(status);
    const wantsKey = await acceptSignals(books.store, [newSignal(key)]);
    const client = await openClient(books.url);
    const sees = {
      keyReader: (await books.store.readKey(key)).positions.length,
      accountReader: (await books.store.readLiveRows(account)).rows.length,
      screen: (await readPositions(client)).filter(({ symbol }) => symbol === key.symbol).length,
      figures: (await books.store.readFigures(10_000)).positions.filter((one) => one.status === status).length,
      ownWave: (await books.store.readWave(waveId))?.signals.filter(({ hasLiveRow }) => hasLiveRow).length,
      otherWave: (await books.store.readWave(wantsKey))?.takenKeys.length,
      slots: (await books.sql<{ rows: number }>('SELECT live_positions AS rows FROM account WHERE account = $1', [account.account]))[0]?.rows,
      exposure: (await books.sql('SELECT FROM position_exposure WHERE account = $1', [account.account])).length,
    };
    await client.$disconnect();
    const live = isLive(status) ? 1 : 0;
    expect(sees).toEqual({ keyReader: live, accountReader: live, screen: live, figures: live, ownWave: live, otherWave: live, slots: live, exposure: live });
    // Who comes next: on its key as a duplicate, elsewhere for want of a slot, or not at all.
    const elsewhere = freshKey(account.account);
    const cramped = await books.store.commitIntent(await take(books.store, elsewhere), entryCommit(elsewhere, newPosition()), BOUNDS);
    expect(cramped).toMatchObject(isLive(status) ? { type: 'refused', why: 'no_slot' } : { type: 'committed' });
    await books.store.configureAccount(account, 'trade', 5);
    const again = await books.store.commitIntent(await take(books.store, key), entryCommit(key, newPosition()), BOUNDS);
    expect(again).toMatchObject(isLive(status) ? { type: 'refused', why: 'duplicate' } : { type: 'committed' });
  });
});
