import { randomUUID } from 'node:crypto';
import { decimal, decimalText, type NewFill, type NewOrder, type SymbolKey } from '@breakwater/core';
import { expect, test } from 'vitest';
import { accepted, acceptSignals, BOUNDS, entryCommit, freshKey, leverageCommit, newOrder, newPosition, newSignal, openPosition, openWithStop, orderOf, type StoreUnderTest, take } from './store-fixture.ts';

function fillOf(key: SymbolKey, orderId: string, quantity: string, tradeId: string = randomUUID()): NewFill {
  return {
    orderId, tradeId, symbol: key.symbol, exchangeOrderId: 'x', side: 'buy', leg: 'net', quantity: decimal(quantity), price: decimal('100.1'), fee: decimal('0.04'),
    feeAsset: 'USDT', realisedPnl: decimal('0'), atMs: 1_700_000_000_001,
  };
}

/** What is known: written once, together, never backwards (I1, I9). */
export function factRules(get: () => StoreUnderTest): void {
  test('books the answer, the fill and the opened row of an entry together', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    const commit = entryCommit(key);
    await store.commitIntent(claim, commit, BOUNDS);
    const id = commit.newPosition?.id ?? '';
    const order = orderOf(commit);
    await store.record(claim, {
      ...accepted(commit, 'filled'),
      positions: [{ id, status: 'open', quantity: decimal('9.5'), entryPrice: decimal('100.1'), firstFillAtMs: 5_000, bareSinceMs: 5_000 }],
      fills: [fillOf(key, order.id, '9.5')],
    });
    const records = await store.readKey(key);
    expect(records.intents).toEqual([]);
    expect(records.positions).toMatchObject([{ id, status: 'open', firstFillAtMs: 5_000, bareSinceMs: 5_000, protectedAtMs: null }]);
    expect(records.orders.map((one) => [one.status, decimalText(one.bookedQuantity)])).toEqual([['filled', '9.5']]);
  });

  test('changes what is named and leaves the rest as it is', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    const position = openPosition();
    await store.record(claim, { newPositions: [position] });
    await store.record(claim, { positions: [{ id: position.id, quantity: decimal('7') }] });
    expect((await store.readKey(key)).positions).toMatchObject([{ status: 'open', bareSinceMs: 1_000, firstFillAtMs: 1_000 }]);
    await store.record(claim, { positions: [{ id: position.id, bareSinceMs: null, addBareMs: 30, protectedAtMs: 1_030 }] });
    const [row] = (await store.readKey(key)).positions;
    expect(row).toMatchObject({ bareSinceMs: null, protectedAtMs: 1_030 });
    expect(decimalText(row?.quantity ?? decimal('0'))).toBe('7');
  });

  test('takes several facts about one row, and about a row that is new, as one', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    const position = openPosition();
    const stop = newOrder(key, 'stop', position);
    await store.record(claim, {
      newPositions: [position],
      positions: [{ id: position.id, quantity: decimal('8') }, { id: position.id, bareSinceMs: null, protectedAtMs: 1_200 }],
      newOrders: [stop],
      orders: [{ id: stop.id, status: 'resting' }, { id: stop.id, exchangeOrderId: 'e1' }],
    });
    const records = await store.readKey(key);
    expect(records.positions).toMatchObject([{ bareSinceMs: null, protectedAtMs: 1_200 }]);
    expect(records.orders).toMatchObject([{ status: 'resting', exchangeOrderId: 'e1' }]);
  });

  test('never overwrites a final answer', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    const commit = leverageCommit(key);
    await store.commitIntent(claim, commit, BOUNDS);
    await store.record(claim, { answers: [{ intentId: commit.intentId, outcome: 'accepted', evidence: 'E1', answer: {} }] });
    await store.record(claim, { answers: [{ intentId: commit.intentId, outcome: 'unknown', evidence: null, answer: {} }] });
    expect((await store.readKey(key)).intents).toEqual([]);
  });

  test('keeps the time of the first miss', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    const commit = leverageCommit(key);
    await store.commitIntent(claim, commit, BOUNDS);
    await store.record(claim, { missedIntentIds: [commit.intentId] });
    const missedAtMs = (await store.readKey(key)).intents[0]?.missedAtMs;
    expect(missedAtMs).toEqual(expect.any(Number));
    await store.record(claim, { missedIntentIds: [commit.intentId], answers: [{ intentId: commit.intentId, outcome: 'unknown', evidence: 'E6', answer: {} }] });
    expect((await store.readKey(key)).intents).toMatchObject([{ outcome: 'unknown', missedAtMs }]);
  });

  test('books a trade once', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    const { stop } = await openWithStop(store, claim);
    const fill = fillOf(key, stop.id, '4', 'trade-1');
    await store.record(claim, { fills: [fill, fill] });
    await store.record(claim, { fills: [fill, fillOf(key, stop.id, '0.1', 'trade-2')] });
    const [order] = (await store.readKey(key)).orders;
    expect(decimalText(order?.bookedQuantity ?? decimal('0'))).toBe('4.1');
  });

  test('gives all rows that are written together one time of birth, so that what came with a row is told from what came after it', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    const position = openPosition();
    const strangers = Array.from({ length: 300 }, (_, index) => newOrder(key, 'exit', position, { id: randomUUID(), role: 'foreign', clientOrderId: '', status: 'filled', exchangeOrderId: `together-${index}` }));
    await store.record(claim, { newPositions: [position], newOrders: strangers });
    const { positions, orders } = await store.readKey(key);
    expect(orders).toHaveLength(strangers.length);
    expect(new Set([...positions, ...orders].map(({ createdAtMs }) => createdAtMs)).size).toBe(1);
  });

  test('gives a trade that was booked as a stranger’s to the order of ours that it turns out to be, and never back', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    const { position, stop } = await openWithStop(store, claim);
    const stranger = newOrder(key, 'exit', position, { role: 'foreign', clientOrderId: '', status: 'filled', exchangeOrderId: 'child-1' });
    const booked = async () => new Map((await store.readKey(key)).orders.map(({ id, bookedQuantity }) => [id, decimalText(bookedQuantity)]));
    await store.record(claim, { newOrders: [stranger], fills: [fillOf(key, stranger.id, '4', 'trade-1')] });
    await store.record(claim, { fills: [fillOf(key, stop.id, '4', 'trade-1')] });
    expect(await booked()).toEqual(new Map([[stop.id, '4'], [stranger.id, '0']]));
    await store.record(claim, { fills: [fillOf(key, stranger.id, '4', 'trade-1')] });
    expect(await booked()).toEqual(new Map([[stop.id, '4'], [stranger.id, '0']]));
  });

  test('leaves an id to the stranger’s row that has it, and lets the order of ours be found by it all the same', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    const { position } = await openWithStop(store, claim);
    const exit = newOrder(key, 'exit', position);
    const stranger = newOrder(key, 'exit', position, { role: 'foreign', clientOrderId: '', status: 'filled', exchangeOrderId: 'late-1' });
    await store.record(claim, { newOrders: [exit, stranger], fills: [fillOf(key, stranger.id, '4', 'late-trade')] });
    await store.record(claim, { orders: [{ id: exit.id, status: 'filled', exchangeOrderId: 'late-1' }], fills: [fillOf(key, exit.id, '4', 'late-trade')] });
    const orders = new Map((await store.readKey(key)).orders.map((order) => [order.id, order]));
    expect(orders.get(exit.id)).toMatchObject({ status: 'filled', exchangeOrderId: null, childOrderId: 'late-1' });
    expect(orders.get(exit.id)?.bookedQuantity.toFixed()).toBe('4');
    expect(orders.get(stranger.id)).toMatchObject({ exchangeOrderId: 'late-1' });
  });

  test('drops the orders, fills and events of a row that lost the race for its key', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    const winner = openPosition();
    await store.record(claim, { newPositions: [winner] });
    const loser = openPosition();
    const order = newOrder(key, 'entry', loser, { role: 'foreign', clientOrderId: 'web_1', status: 'filled', exchangeOrderId: 'f1' });
    expect(await store.record(claim, { newPositions: [loser], newOrders: [order], fills: [fillOf(key, order.id, '1')] })).toBe('recorded');
    expect(await store.readKey(key)).toMatchObject({ positions: [{ id: winner.id }], orders: [] });
  });

  test('writes what is new before what changes, whatever else is told: a key is free, and an id given back, only from the next facts on', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    const { position } = await openWithStop(store, claim);
    const { nowMs } = await store.readKey(key);
    const next = openPosition();
    await store.record(claim, { newPositions: [next], positions: [{ id: position.id, status: 'closed', closeReason: 'manual', closedAtMs: nowMs }] });
    expect((await store.readKey(key)).positions).toEqual([]);
    await store.record(claim, { newPositions: [next] });
    const [exit, other] = [newOrder(key, 'exit', next), newOrder(key, 'exit', next, { generation: 2, clientOrderId: 'bwx-other', exchangeOrderId: 'x-same' })];
    await store.record(claim, { newOrders: [exit] });
    await expect(store.record(claim, { newOrders: [other], orders: [{ id: exit.id, exchangeOrderId: 'x-same' }] })).rejects.toThrow();
    expect((await store.readKey(key)).orders.filter(({ role }) => role === 'exit')).toMatchObject([{ id: exit.id, exchangeOrderId: null }]);
  });

  test('lets a foreign client id come again, and books fills of an order that is known to the row that it has', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    const position = openPosition();
    const foreign = (exchangeOrderId: string) => newOrder(key, 'entry', position, { role: 'foreign', clientOrderId: 'web_1', status: 'filled', exchangeOrderId });
    const [first, second, firstAgain] = [foreign('f1'), foreign('f2'), foreign('f1')];
    await store.record(claim, { newPositions: [position], newOrders: [first, second] });
    await store.record(claim, { newOrders: [firstAgain], fills: [fillOf(key, firstAgain.id, '2')] });
    const { orders } = await store.readKey(key);
    expect(orders.map((order) => [order.id, decimalText(order.bookedQuantity)]).toSorted()).toEqual([[first.id, '2'], [second.id, '0']].toSorted());
  });

  test('reopens a row that never filled, and no other', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    const late = newPosition();
    await store.record(claim, { newPositions: [late] });
    const { nowMs } = await store.readKey(key);
    await store.record(claim, { positions: [{ id: late.id, status: 'closed', closeReason: 'never_filled', closedAtMs: nowMs, realisedPnl: decimal('0') }] });
    expect((await store.readKey(key)).positions).toMatchObject([{ status: 'closed', closeReason: 'never_filled' }]);
    await store.record(claim, { positions: [{ id: late.id, status: 'open', entryPrice: decimal('1'), firstFillAtMs: 1 }] });
    expect((await store.readKey(key)).positions).toMatchObject([{ status: 'open', closeReason: null }]);
    await store.record(claim, { positions: [{ id: late.id, status: 'closed', closeReason: 'manual', closedAtMs: nowMs }] });
    expect((await store.readKey(key)).positions).toEqual([]);
    await expect(store.record(claim, { positions: [{ id: late.id, status: 'open' }] })).rejects.toThrow();
  });

  test('shows an order of ours that outlived its row until all that it executed is booked', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    const { position, stop } = await openWithStop(store, claim);
    const { nowMs } = await store.readKey(key);
    await store.record(claim, { positions: [{ id: position.id, status: 'closed', closeReason: 'manual', closedAtMs: nowMs, realisedPnl: decimal('0') }] });
    await store.record(claim, { orders: [{ id: stop.id, status: 'filled', executedQuantity: decimal('4') }] });
    const shown = async () => (await store.readKey(key)).orders.map(({ id, bookedQuantity }) => [id, decimalText(bookedQuantity)]);
    expect(await shown()).toEqual([[stop.id, '0']]);
    await store.record(claim, { fills: [fillOf(key, stop.id, '3')] });
    expect(await shown()).toEqual([[stop.id, '3']]);
    await store.record(claim, { fills: [fillOf(key, stop.id, '1')] });
    expect(await shown()).toEqual([]);
  });

  test('refuses to move a status backwards or to change an entry price', async () => {
    const { store } = get();
    const claim = await take(store, freshKey());
    const { position, stop } = await openWithStop(store, claim);
    await expect(store.record(claim, { positions: [{ id: position.id, status: 'opening' }] })).rejects.toThrow();
    await expect(store.record(claim, { positions: [{ id: position.id, entryPrice: decimal('101') }] })).rejects.toThrow();
    await store.record(claim, { orders: [{ id: stop.id, status: 'canceled' }] });
    await expect(store.record(claim, { orders: [{ id: stop.id, status: 'filled' }] })).rejects.toThrow();
  });

  test('settles a signal once; only a late fill opens one that had failed', async () => {
    const { store } = get();
    const key = freshKey();
    const signal = newSignal(key);
    const waveId = await acceptSignals(store, [signal]);
    const claim = await take(store, key);
    const outcomeAfter = async (outcome: 'opened' | 'failed' | 'unknown' | 'skipped_limit') => {
      await store.record(claim, { signals: [{ id: signal.id, outcome, reason: 'test' }] });
      return (await store.readWave(waveId))?.signals[0]?.outcome;
    };
    expect(await outcomeAfter('unknown')).toBe('unknown');
    expect(await outcomeAfter('failed')).toBe('failed');
    expect(await outcomeAfter('skipped_limit')).toBe('failed');
    expect(await outcomeAfter('opened')).toBe('opened');
    expect(await outcomeAfter('failed')).toBe('opened');
  });

  test('changes nothing of another key under this claim', async () => {
    const { store } = get();
    const [own, other] = [await take(store, freshKey()), await take(store, freshKey())];
    const { position, stop } = await openWithStop(store, other);
    await store.record(own, { positions: [{ id: position.id, quantity: decimal('1') }], orders: [{ id: stop.id, status: 'canceled' }] });
    const records = await store.readKey(other.key);
    expect(records.orders).toMatchObject([{ status: 'resting' }]);
    expect(decimalText(records.positions[0]?.quantity ?? decimal('0'))).toBe('10');
  });

  test('replaces sightings when they are given, and keeps them when not', async () => {
    const { store } = get();
    const claim = await take(store, freshKey());
    const sighting = { leg: 'net', what: 'flat', quantity: '0', atMs: 7 } as const;
    await store.record(claim, { sightings: [sighting] });
    await store.record(claim, {});
    expect((await store.readKey(claim.key)).sightings).toEqual([sighting]);
    await store.record(claim, { sightings: [] });
    expect((await store.readKey(claim.key)).sightings).toEqual([]);
  });

  test('knows a stop that was taken over by the name that it was given elsewhere, and no other order of ours', async () => {
    const { store } = get();
    const claim = await take(store, freshKey());
    const { position } = await openWithStop(store, claim);
    const named = (generation: number, changes: Partial<NewOrder> = {}) => ({ ...newOrder(claim.key, 'stop', position, { status: 'resting', exchangeOrderId: randomUUID() }), id: randomUUID(), clientOrderId: `x-${generation}`, generation, ...changes });
    await store.record(claim, { newOrders: [named(0)] });
    await expect(store.record(claim, { newOrders: [named(2)] })).rejects.toThrow();
    await expect(store.record(claim, { newOrders: [named(-1, { exchangeOrderId: null })] })).rejects.toThrow();
    const { orders } = await store.readKey(claim.key);
    expect(orders.filter(({ role }) => role === 'stop').map(({ clientOrderId }) => clientOrderId)).toContain('x-0');
    expect(orders.map(({ clientOrderId }) => clientOrderId)).not.toContain('x--1');
  });

  test('lists live rows with the stops that count', async () => {
    const { store } = get();
    await store.configureAccount({ exchange: 'bybit', account: 'rows' }, 'trade', 10);
    const key = { ...freshKey('rows'), exchange: 'bybit' } as const;
    const claim = await take(store, key);
    const { position, stop } = await openWithStop(store, claim);
    const row = { symbol: key.symbol, leg: 'net', status: 'open', side: 'long', quantity: '10', hasUnansweredIntent: false, restingStopIds: [stop.clientOrderId], attachedStopGoneSinceMs: null, attachedStopPrice: null };
    expect(await store.readLiveRows(key)).toMatchObject({ rows: [row], isSyncOff: false });
    await store.commitIntent(claim, leverageCommit(key), BOUNDS);
    expect(await store.readLiveRows(key)).toMatchObject({ rows: [{ ...row, hasUnansweredIntent: true }] });
    await store.record(claim, { positions: [{ id: position.id, status: 'closed', closeReason: 'manual', closedAtMs: 2_000 }] });
    expect(await store.readLiveRows(key)).toEqual({ rows: [], isSyncOff: false });
  });
}
