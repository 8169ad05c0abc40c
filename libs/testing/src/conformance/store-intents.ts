import { decimal } from '@breakwater/core';
import type { IntentCommit } from '@breakwater/engine';
import { expect, test } from 'vitest';
import {
  accepted, BOUNDS, cancelCommit, entryCommit, freshKey, leverageCommit, LIFE_MS, newOrder, newPosition, newSignal, acceptSignals, openPosition, openWithStop, orderOf,
  passTime, positionStopCommit, reducingCommit, type StoreUnderTest, take,
} from './store-fixture.ts';

const COMMITTED = { type: 'committed' };
const refused = (why: string) => ({ type: 'refused', why });

/** What may leave: the fence, rules 3, 6 and 7, and the limits. */
export function intentRules(get: () => StoreUnderTest): void {
  test('writes row, order and request of an entry together', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    const commit = entryCommit(key);
    expect(await store.commitIntent(claim, commit, BOUNDS)).toEqual(COMMITTED);
    const records = await store.readKey(key);
    expect(records.positions).toMatchObject([{ id: commit.newPosition?.id, status: 'opening', entryPrice: null }]);
    expect(records.orders).toMatchObject([{ id: commit.orderId, status: 'planned', clientOrderId: orderOf(commit).clientOrderId, positionId: commit.newPosition?.id }]);
    expect(records.intents).toMatchObject([{ id: commit.intentId, outcome: 'open', orderId: commit.orderId, request: commit.request, missedAtMs: null }]);
    const lifeMs = (records.intents[0]?.expiresAtMs ?? 0) - records.nowMs;
    expect(lifeMs).toBeGreaterThan(LIFE_MS - 400);
    expect(lifeMs).toBeLessThanOrEqual(LIFE_MS);
  });

  test('lets no second request out while one is unanswered and unexpired, nor anything of it be written', async () => {
    const subject = get();
    const { store } = subject;
    const key = freshKey();
    const claim = await take(store, key);
    const position = openPosition();
    await store.record(claim, { newPositions: [position] });
    expect(await store.commitIntent(claim, leverageCommit(key), BOUNDS)).toEqual(COMMITTED);
    const exit = reducingCommit(key, 'exit', position, { closesPositionId: position.id });
    expect(await store.commitIntent(claim, exit, BOUNDS)).toEqual(refused('not_quiet'));
    expect(await store.readKey(key)).toMatchObject({ orders: [], intents: [{ kind: 'leverage' }], positions: [{ status: 'open' }] });
    await passTime(subject, LIFE_MS + 1);
    expect(await store.commitIntent(claim, exit, BOUNDS)).toEqual(COMMITTED);
    expect((await store.readKey(key)).positions).toMatchObject([{ status: 'closing' }]);
  });

  test('counts an unknown outcome as no answer, and a final one as an answer', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    const commit = leverageCommit(key);
    await store.commitIntent(claim, commit, BOUNDS);
    await store.record(claim, { answers: [{ intentId: commit.intentId, outcome: 'unknown', evidence: null, answer: {} }] });
    expect(await store.commitIntent(claim, leverageCommit(key), BOUNDS)).toEqual(refused('not_quiet'));
    await store.record(claim, { answers: [{ intentId: commit.intentId, outcome: 'denied', evidence: 'E1', answer: {} }] });
    expect(await store.commitIntent(claim, leverageCommit(key), BOUNDS)).toEqual(COMMITTED);
  });

  test('lets the stop of a bare position out all the same, once', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    const position = openPosition();
    await store.record(claim, { newPositions: [position] });
    await store.commitIntent(claim, leverageCommit(key), BOUNDS);
    expect(await store.commitIntent(claim, reducingCommit(key, 'stop', position, { mayBreakQuiet: true }), BOUNDS)).toEqual(COMMITTED);
    const second = reducingCommit(key, 'stop', position, { mayBreakQuiet: true }, { generation: 2 });
    expect(await store.commitIntent(claim, second, BOUNDS)).toEqual(refused('not_quiet'));
  });

  test('lets nothing but a stop break the quiet, whatever is asked for', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    const position = openPosition();
    await store.record(claim, { newPositions: [position] });
    await store.commitIntent(claim, leverageCommit(key), BOUNDS);
    expect(await store.commitIntent(claim, reducingCommit(key, 'exit', position, { mayBreakQuiet: true }), BOUNDS)).toEqual(refused('not_quiet'));
  });

  test('lets one row hold a key: a second entry is a duplicate', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    await store.record(claim, { newPositions: [openPosition()] });
    expect(await store.commitIntent(claim, entryCommit(key), BOUNDS)).toEqual(refused('duplicate'));
    expect(await store.readKey(key)).toMatchObject({ positions: [{ status: 'open' }], orders: [], intents: [] });
  });

  test('keeps the legs of a hedged symbol apart', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    await store.record(claim, { newPositions: [openPosition({ leg: 'long', side: 'long' })] });
    expect(await store.commitIntent(claim, entryCommit(key, newPosition({ leg: 'short', side: 'short' })), BOUNDS)).toEqual(COMMITTED);
  });

  test('lets a key be taken again when its row is closed', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    const position = openPosition();
    await store.record(claim, { newPositions: [position] });
    await store.record(claim, { positions: [{ id: position.id, status: 'closed', closeReason: 'manual', closedAtMs: 2_000, bareSinceMs: null }] });
    expect(await store.commitIntent(claim, entryCommit(key), BOUNDS)).toEqual(COMMITTED);
  });

  test('lets a signal be entered once, and not after it was settled', async () => {
    const subject = get();
    const { store } = subject;
    const key = freshKey();
    const [signal, settled] = [newSignal(key), newSignal(key)];
    await acceptSignals(store, [signal, settled]);
    const claim = await take(store, key);
    await store.record(claim, { signals: [{ id: settled.id, outcome: 'skipped_filter', reason: 'test' }] });
    expect(await store.commitIntent(claim, entryCommit(key, newPosition({ origin: 'signal', signalId: settled.id })), BOUNDS)).toEqual(refused('duplicate'));
    const first = entryCommit(key, newPosition({ origin: 'signal', signalId: signal.id }));
    expect(await store.commitIntent(claim, first, BOUNDS)).toEqual(COMMITTED);
    await store.record(claim, {
      answers: [{ intentId: first.intentId, outcome: 'rejected', evidence: 'E1', answer: {} }],
      positions: [{ id: first.newPosition?.id ?? '', status: 'closed', closeReason: 'never_filled', closedAtMs: 2_000 }],
    });
    expect(await store.commitIntent(claim, entryCommit(key, newPosition({ origin: 'signal', signalId: signal.id })), BOUNDS)).toEqual(refused('duplicate'));
  });

  test('opens no more positions than the account may hold, and reuses a slot that a close has freed', async () => {
    const { store } = get();
    await store.configureAccount({ exchange: 'binance', account: 'limited' }, 'trade', 1);
    const [a, b] = [freshKey('limited'), freshKey('limited')];
    const [claimA, claimB] = [await take(store, a), await take(store, b)];
    const first = entryCommit(a);
    expect(await store.commitIntent(claimA, first, BOUNDS)).toEqual(COMMITTED);
    expect(await store.commitIntent(claimB, entryCommit(b), BOUNDS)).toEqual({ ...refused('no_slot'), limit: { name: 'account_positions', would: '2', most: '1' } });
    await store.record(claimA, { positions: [{ id: first.newPosition?.id ?? '', status: 'closed', closeReason: 'never_filled', closedAtMs: 2_000 }] });
    expect(await store.commitIntent(claimB, entryCommit(b), BOUNDS)).toEqual(COMMITTED);
  });

  test('sends what the mode of the account lets out: nothing, what reduces, or all', async () => {
    const { store } = get();
    const account = { exchange: 'binance', account: 'moded' } as const;
    const key = freshKey('moded');
    await store.configureAccount(account, 'observe', 10);
    const claim = await take(store, key);
    const position = openPosition();
    await store.record(claim, { newPositions: [position] });
    const stop = reducingCommit(key, 'stop', position);
    expect(await store.commitIntent(claim, stop, BOUNDS)).toEqual(refused('mode_forbids'));
    await store.configureAccount(account, 'protect', 10);
    expect(await store.commitIntent(claim, leverageCommit(key), BOUNDS)).toEqual(refused('mode_forbids'));
    const other = freshKey('moded');
    expect(await store.commitIntent(await take(store, other), entryCommit(other), BOUNDS)).toEqual(refused('mode_forbids'));
    expect(await store.commitIntent(claim, stop, BOUNDS)).toEqual(COMMITTED);
  });

  test('lets no entry in while no stop worker has given a sign of life', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    const bounds = { ...BOUNDS, heartbeatMsMax: -1 };
    expect(await store.commitIntent(claim, entryCommit(key), bounds)).toEqual(refused('nobody_protects'));
    const position = openPosition();
    await store.record(claim, { newPositions: [position] });
    expect(await store.commitIntent(claim, reducingCommit(key, 'stop', position), bounds)).toEqual(COMMITTED);
  });

  test('says duplicate to a commit that was made before, and to a client id that was used before', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    const position = openPosition();
    await store.record(claim, { newPositions: [position] });
    const stop = reducingCommit(key, 'stop', position);
    expect(await store.commitIntent(claim, stop, BOUNDS)).toEqual(COMMITTED);
    await store.record(claim, accepted(stop));
    expect(await store.commitIntent(claim, stop, BOUNDS)).toEqual(refused('duplicate'));
    expect(await store.commitIntent(claim, reducingCommit(key, 'stop', position), BOUNDS)).toEqual(refused('duplicate'));
    expect((await store.readKey(key)).orders).toHaveLength(1);
  });

  test('never cancels the newest stop of a live position, unless the exchange is known to hold nothing', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    const { stop } = await openWithStop(store, claim);
    expect(await store.commitIntent(claim, cancelCommit(key, stop), BOUNDS)).toEqual(refused('newest_stop'));
    expect((await store.readKey(key)).orders).toMatchObject([{ cancelIntendedAtMs: null }]);
    expect(await store.commitIntent(claim, cancelCommit(key, stop, { mayCancelNewest: true }), BOUNDS)).toEqual(COMMITTED);
    expect((await store.readKey(key)).orders[0]?.cancelIntendedAtMs).not.toBeNull();
  });

  test('takes the stop away that is a part of a position only while one of ours rests on its leg that nobody means to cancel', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    const commit = positionStopCommit(key);
    expect(await store.commitIntent(claim, commit, BOUNDS)).toEqual(refused('newest_stop'));
    const { stop } = await openWithStop(store, claim);
    const ofAnotherLeg = { ...commit, request: { ...commit.request, leg: 'short' } } as IntentCommit;
    expect(await store.commitIntent(claim, ofAnotherLeg, BOUNDS)).toEqual(refused('newest_stop'));
    expect(await store.commitIntent(claim, commit, BOUNDS)).toEqual(COMMITTED);
    await store.record(claim, { answers: [{ intentId: commit.intentId, outcome: 'accepted', evidence: 'E1', answer: {} }] });
    const cancel = cancelCommit(key, stop, { mayCancelNewest: true });
    expect(await store.commitIntent(claim, cancel, BOUNDS)).toEqual(COMMITTED);
    await store.record(claim, { answers: [{ intentId: cancel.intentId, outcome: 'denied', evidence: 'E1', answer: {} }] });
    expect(await store.commitIntent(claim, positionStopCommit(key), BOUNDS)).toEqual(refused('newest_stop'));
  });

  test('cancels an older stop once the newer one rests, and only then', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    const { position, stop } = await openWithStop(store, claim);
    const newer = reducingCommit(key, 'stop', position, {}, { generation: 2, triggerPrice: decimal('99') });
    expect(await store.commitIntent(claim, newer, BOUNDS)).toEqual(COMMITTED);
    await store.record(claim, { answers: [{ intentId: newer.intentId, outcome: 'accepted', evidence: 'E1', answer: {} }] });
    expect(await store.commitIntent(claim, cancelCommit(key, stop), BOUNDS)).toEqual(refused('newest_stop'));
    await store.record(claim, { orders: [{ id: orderOf(newer).id, status: 'resting', exchangeOrderId: 'new' }] });
    expect(await store.commitIntent(claim, cancelCommit(key, stop), BOUNDS)).toEqual(COMMITTED);
  });

  test('counts no stop that was meant to be cancelled as one that protects', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    const { position, stop } = await openWithStop(store, claim);
    const newer = newOrder(key, 'stop', position, { generation: 2, status: 'resting', exchangeOrderId: 'newer' });
    await store.record(claim, { newOrders: [newer] });
    const cancel = cancelCommit(key, newer, { mayCancelNewest: true });
    await store.commitIntent(claim, cancel, BOUNDS);
    await store.record(claim, accepted(cancel));
    expect(await store.commitIntent(claim, cancelCommit(key, stop), BOUNDS)).toEqual(refused('newest_stop'));
  });
}
