import { type AccountKey, type AccountLimits, decimal, type FleetLimits, type NewPosition, type SymbolKey } from '@breakwater/core';
import type { Claim, CommitResult, IntentCommit } from '@breakwater/engine';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { acceptSignals, accepted, beatStopWorker, BOUNDS, entryCommit, freshKey, leverageCommit, newOrder, newPosition, newSignal, openPosition, orderOf, reducingCommit, type StoreUnderTest, take } from './store-fixture.ts';

const COMMITTED = { type: 'committed' };
const refused = (name: string, would: string | null, most: string) => ({ type: 'refused', why: 'no_slot', limit: { name, would, most } });

/** I10: what keeps an entry out of an account, an exchange or a fleet that has enough. On a store of its own: it sets limits for all. */
export function limitRules(makeStore: () => Promise<StoreUnderTest>): void {
  let subject: StoreUnderTest;
  let accounts = 0;
  beforeAll(async () => {
    subject = await makeStore();
    await beatStopWorker(subject.store);
  });
  afterEach(() => subject.store.configureFleetLimits({}));
  afterAll(() => subject.close());

  const freshAccount = async (limits: AccountLimits = {}, exchange: AccountKey['exchange'] = 'binance'): Promise<AccountKey> => {
    const key = { exchange, account: `limits-${(accounts += 1)}` };
    await subject.store.configureAccount(key, 'trade', 100, limits);
    return key;
  };
  const planned = (notional: string, change: Partial<NewPosition> = {}): NewPosition => newPosition({ plannedNotional: decimal(notional), ...change });
  /** Tries an entry into a key that nobody has touched, and gives the claim with it. */
  const enter = async ({ account, exchange }: AccountKey, position: NewPosition = planned('100'), key: SymbolKey = freshKey(account, exchange)) => {
    const claim = await take(subject.store, key);
    const commit = entryCommit(key, position);
    return { claim, commit, position, result: await subject.store.commitIntent(claim, commit, BOUNDS) };
  };
  const results = async (tries: readonly Promise<{ readonly result: CommitResult }>[]): Promise<CommitResult[]> => (await Promise.all(tries)).map(({ result }) => result);
  const fill = async ({ claim, commit, position }: { claim: Claim; commit: IntentCommit; position: NewPosition }, entryPrice: string, quantity = '10', status: 'filled' | 'resting' = 'filled'): Promise<void> => {
    await subject.store.record(claim, { ...accepted(commit, status), positions: [{ id: position.id, status: 'open', quantity: decimal(quantity), entryPrice: decimal(entryPrice), firstFillAtMs: 1_000, bareSinceMs: 1_000 }] });
  };
  const close = async (claim: Claim, id: string, realisedPnl: string | null, closeReason: 'manual' | 'duplicate' | 'never_filled' = 'manual'): Promise<void> => {
    const { nowMs } = await subject.store.readKey(claim.key);
    await subject.store.record(claim, { positions: [{ id, status: 'closed', closeReason, closedAtMs: nowMs, bareSinceMs: null, realisedPnl: realisedPnl === null ? null : decimal(realisedPnl) }] });
  };
  const closedToday = async (account: AccountKey, realisedPnl: string | null, closeReason?: 'manual' | 'duplicate'): Promise<NewPosition> => {
    const position = openPosition();
    const claim = await take(subject.store, freshKey(account.account, account.exchange));
    await subject.store.record(claim, { newPositions: [position] });
    await close(claim, position.id, realisedPnl, closeReason);
    return position;
  };

  test('fills the exposure of an account to the brim, and not further', async () => {
    const account = await freshAccount({ exposureMax: decimal('250') });
    expect((await enter(account, planned('150'))).result).toEqual(COMMITTED);
    expect((await enter(account, planned('100.000000000000000001'))).result).toEqual(refused('account_exposure', '250.000000000000000001', '250'));
    expect((await enter(account, planned('100'))).result).toEqual(COMMITTED);
    expect((await enter(account, planned('0.01'))).result).toEqual(refused('account_exposure', '250.01', '250'));
  });

  test('counts what a position was filled at, once it is, and gives its exposure back when its row is closed', async () => {
    const account = await freshAccount({ exposureMax: decimal('250') });
    const first = await enter(account, planned('150'));
    await fill(first, '18');
    expect((await enter(account, planned('80'))).result).toEqual(refused('account_exposure', '260', '250'));
    await close(first.claim, first.position.id, '0');
    expect((await enter(account, planned('250'))).result).toEqual(COMMITTED);
  });

  test('counts what was planned for as long as an entry may still fill', async () => {
    const account = await freshAccount({ exposureMax: decimal('250') });
    const first = await enter(account, planned('200'));
    await fill(first, '10', '2', 'resting');
    expect((await enter(account, planned('60'))).result).toEqual(refused('account_exposure', '260', '250'));
    await subject.store.record(first.claim, { orders: [{ id: orderOf(first.commit).id, status: 'canceled' }] });
    expect((await enter(account, planned('60'))).result).toEqual(COMMITTED);
  });

  test('keeps slot and exposure of an entry whose outcome is unknown, until there is proof', async () => {
    const account = await freshAccount({ exposureMax: decimal('150') });
    const first = await enter(account, planned('100'));
    await subject.store.record(first.claim, { answers: [{ intentId: first.commit.intentId, outcome: 'unknown', evidence: null, answer: {} }] });
    expect((await enter(account, planned('100'))).result).toEqual(refused('account_exposure', '200', '150'));
    await subject.store.record(first.claim, { answers: [{ intentId: first.commit.intentId, outcome: 'never_existed', evidence: 'E5', answer: {} }] });
    expect((await enter(account, planned('100'))).result).toEqual(refused('account_exposure', '200', '150'));
    await close(first.claim, first.position.id, '0', 'never_filled');
    expect((await enter(account, planned('100'))).result).toEqual(COMMITTED);
  });

  test('adds up both legs of a symbol, and no other symbol', async () => {
    const account = await freshAccount({ symbolExposureMax: decimal('150') });
    const key = freshKey(account.account);
    const long = await enter(account, planned('100', { leg: 'long', side: 'long' }), key);
    expect(long.result).toEqual(COMMITTED);
    await subject.store.record(long.claim, accepted(long.commit));
    const short = entryCommit(key, planned('60', { leg: 'short', side: 'short' }));
    expect(await subject.store.commitIntent(long.claim, short, BOUNDS)).toEqual(refused('symbol_exposure', '160', '150'));
    expect((await enter(account, planned('100'))).result).toEqual(COMMITTED);
  });

  test('lets nothing in where the exposure of a row is not known, nor what does not say what it costs', async () => {
    const account = await freshAccount({ exposureMax: decimal('1000000') });
    expect((await enter(account, newPosition())).result).toEqual(refused('account_exposure', null, '1000000'));
    const unknown = newPosition();
    const claim = await take(subject.store, freshKey(account.account));
    await subject.store.record(claim, { newPositions: [unknown] });
    expect((await enter(account)).result).toEqual(refused('account_exposure', null, '1000000'));
    await close(claim, unknown.id, '0', 'never_filled');
    expect((await enter(account)).result).toEqual(COMMITTED);
  });

  test('counts what others opened, and lets it into the books whatever the limit says', async () => {
    const account = await freshAccount({ exposureMax: decimal('500') });
    const foreign = openPosition({ origin: 'foreign' });
    const claim = await take(subject.store, freshKey(account.account));
    expect(await subject.store.record(claim, { newPositions: [foreign] })).toBe('recorded');
    expect((await enter(account)).result).toEqual(refused('account_exposure', '1100', '500'));
  });

  test('holds nothing but entries to a limit', async () => {
    const account = await freshAccount({ exposureMax: decimal('1'), dailyLossMax: decimal('1') });
    await closedToday(account, '-5');
    const position = openPosition();
    const claim = await take(subject.store, freshKey(account.account));
    await subject.store.record(claim, { newPositions: [position] });
    expect(await subject.store.commitIntent(claim, reducingCommit(claim.key, 'stop', position), BOUNDS)).toEqual(COMMITTED);
    expect(await subject.store.commitIntent(await take(subject.store, freshKey(account.account)), leverageCommit(claim.key), BOUNDS)).toEqual(COMMITTED);
  });

  test.each<[string, FleetLimits, CommitResult]>([
    ['positions of an exchange', { exchanges: { bybit: { positionsMax: 2 } } }, refused('exchange_positions', '3', '2') as CommitResult],
    ['exposure of an exchange', { exchanges: { bybit: { exposureMax: decimal('200') } } }, refused('exchange_exposure', '300', '200') as CommitResult],
  ])('counts the %s over all its accounts', async (_, limits, refusal) => {
    const [one, other, elsewhere] = [await freshAccount({}, 'bybit'), await freshAccount({}, 'bybit'), await freshAccount()];
    await subject.store.configureFleetLimits(limits);
    const [first, second] = [await enter(one), await enter(other)];
    expect([first.result, second.result]).toEqual([COMMITTED, COMMITTED]);
    expect(await results([enter(one), enter(other), enter(elsewhere)])).toEqual([refusal, refusal, COMMITTED]);
    await close(first.claim, first.position.id, '0');
    const third = await enter(other);
    expect(third.result).toEqual(COMMITTED);
    await subject.store.configureFleetLimits({});
    const fourth = await enter(one);
    expect(fourth.result).toEqual(COMMITTED);
    for (const { claim, position } of [second, third, fourth]) await close(claim, position.id, '0');
  });

  test('counts positions and exposure over the whole fleet', async () => {
    const [one, other] = [await freshAccount(), await freshAccount({}, 'bybit')];
    await subject.store.configureFleetLimits({ positionsMax: 0 });
    const nothing = (await enter(one)).result;
    const live = Number(nothing.type === 'refused' && nothing.why === 'no_slot' ? nothing.limit.would : NaN) - 1;
    await subject.store.configureFleetLimits({ positionsMax: live + 2 });
    expect([(await enter(one)).result, (await enter(other)).result]).toEqual([COMMITTED, COMMITTED]);
    expect((await enter(other)).result).toEqual(refused('fleet_positions', String(live + 3), String(live + 2)));
    await subject.store.configureFleetLimits({ exposureMax: decimal('0.5') });
    expect((await enter(one)).result).toMatchObject({ why: 'no_slot', limit: { name: 'fleet_exposure', most: '0.5' } });
  });

  test('lets no wave open more than its policy says, whoever chose the signals', async () => {
    const account = await freshAccount();
    const keys = Array.from({ length: 4 }, () => freshKey(account.account));
    const signals = keys.map((key) => newSignal(key));
    await acceptSignals(subject.store, signals);
    const at = async (index: number) => enter(account, planned('1', { origin: 'signal', signalId: signals[index]!.id }), keys[index]!);
    const first = await at(0);
    expect([first.result, (await at(1)).result]).toEqual([COMMITTED, COMMITTED]);
    await subject.store.record(first.claim, { signals: [{ id: signals[0]!.id, outcome: 'unknown', reason: 'test' }] });
    expect((await at(2)).result).toEqual(refused('wave_positions', '3', '2'));
    await subject.store.record(first.claim, { signals: [{ id: signals[0]!.id, outcome: 'failed', reason: 'test' }] });
    // Its row is held for a late fill, and the place with it.
    const next = await at(3);
    expect(next.result).toEqual(refused('wave_positions', '3', '2'));
    await close(first.claim, first.position.id, '0', 'never_filled');
    expect(await subject.store.commitIntent(next.claim, next.commit, BOUNDS)).toEqual(COMMITTED);
  });

  test('lets nothing in from the moment at which the loss of the day reaches its limit', async () => {
    const account = await freshAccount({ dailyLossMax: decimal('100') });
    await closedToday(account, '-99.5');
    expect((await enter(account)).result).toEqual(COMMITTED);
    await closedToday(account, '-0.5');
    expect((await enter(account)).result).toEqual(refused('daily_loss', '100', '100'));
    await closedToday(account, '0.25');
    expect((await enter(account)).result).toEqual(COMMITTED);
  });

  test('counts fees as losses, those that were paid in the quote currency', async () => {
    const account = await freshAccount({ dailyLossMax: decimal('100') });
    const entered = await enter(account);
    const { nowMs } = await subject.store.readKey(entered.claim.key);
    const trade = { orderId: orderOf(entered.commit).id, symbol: entered.claim.key.symbol, exchangeOrderId: 'x', leg: 'net' as const, side: 'buy' as const, quantity: decimal('1'), price: decimal('100'), realisedPnl: decimal('-40'), atMs: nowMs };
    await fill(entered, '10');
    await subject.store.record(entered.claim, { fills: [{ ...trade, tradeId: 'a', fee: decimal('30'), feeAsset: 'USDT' }, { ...trade, tradeId: 'b', fee: decimal('30'), feeAsset: 'BNB', realisedPnl: decimal('0') }] });
    expect((await enter(account)).result).toEqual(COMMITTED);
    await close(entered.claim, entered.position.id, '-70');
    expect((await enter(account)).result).toEqual(refused('daily_loss', '100', '100'));
  });

  test('counts no loss of an earlier day, nor that of another account', async () => {
    const account = await freshAccount({ dailyLossMax: decimal('100') });
    const other = await freshAccount({ dailyLossMax: decimal('100') });
    await closedToday(other, '-500');
    const position = openPosition();
    const claim = await take(subject.store, freshKey(account.account));
    await subject.store.record(claim, { newPositions: [position] });
    await subject.store.record(claim, { positions: [{ id: position.id, status: 'closed', closeReason: 'manual', closedAtMs: 2_000, bareSinceMs: null, realisedPnl: decimal('-500') }] });
    expect((await enter(account)).result).toEqual(COMMITTED);
  });

  test('counts what a part of a position made on the day it was made, and not again when the rest is closed', async () => {
    const account = await freshAccount({ dailyLossMax: decimal('100') });
    const entered = await enter(account);
    await fill(entered, '10');
    const trade = { orderId: orderOf(entered.commit).id, symbol: entered.claim.key.symbol, exchangeOrderId: 'x', leg: 'net' as const, side: 'sell' as const, quantity: decimal('1'), price: decimal('100'), fee: decimal('7'), feeAsset: 'USDT' };
    // Long ago a part gained 1,000; today the rest loses 100, which makes 900 of the whole.
    await subject.store.record(entered.claim, { fills: [{ ...trade, tradeId: 'part', realisedPnl: decimal('1000'), atMs: 2_000 }] });
    expect((await enter(account)).result).toEqual(COMMITTED);
    await close(entered.claim, entered.position.id, '900');
    expect((await enter(account)).result).toEqual(refused('daily_loss', '100', '100'));
  });

  test('lets nothing in while a result of the day is not known, until somebody has taken note of it', async () => {
    const account = await freshAccount({ dailyLossMax: decimal('100') });
    await closedToday(account, null, 'duplicate');
    expect((await enter(account)).result).toEqual(COMMITTED);
    const [first, second] = [await closedToday(account, null), await closedToday(account, null)];
    expect((await enter(account)).result).toEqual(refused('daily_loss', null, '100'));
    await subject.acknowledge(`realised-loss-unknown.${first.id}`);
    expect((await enter(account)).result).toEqual(refused('daily_loss', null, '100'));
    await subject.acknowledge(`realised-loss-unknown.${second.id}`);
    expect((await enter(account)).result).toEqual(COMMITTED);
    await closedToday(account, '-100');
    expect((await enter(account)).result).toEqual(refused('daily_loss', '100', '100'));
  });

  test('keeps new entries of one symbol out, and lets its stops and all other symbols go on', async () => {
    const account = await freshAccount();
    const key = freshKey(account.account);
    expect(await subject.store.switchSymbolEntries(key, true)).toBe(false);
    expect(await subject.store.switchSymbolEntries(key, false)).toBe(true);
    expect(await subject.store.switchSymbolEntries(key, false)).toBe(false);
    const kept = await enter(account, planned('100'), key);
    expect(kept.result).toEqual({ type: 'refused', why: 'entries_off' });
    expect((await enter(account)).result).toEqual(COMMITTED);
    const position = openPosition();
    await subject.store.record(kept.claim, { newPositions: [position] });
    expect(await subject.store.commitIntent(kept.claim, reducingCommit(key, 'stop', position), BOUNDS)).toEqual(COMMITTED);
    await close(kept.claim, position.id, '0');
    expect(await subject.store.switchSymbolEntries(key, true)).toBe(true);
  });

  test('keeps new entries of a symbol out on which somebody else trades, and tells of the newest foreign orders of an hour', async () => {
    const account = await freshAccount();
    const key = freshKey(account.account);
    const claim = await take(subject.store, key);
    const position = openPosition();
    const theirs = newOrder(key, 'entry', position, { role: 'foreign', clientOrderId: 'web_1', status: 'filled', exchangeOrderId: 'f1' });
    expect(await subject.store.record(claim, { newPositions: [position], newOrders: [theirs], entriesOff: true })).toBe('recorded');
    expect((await subject.store.readKey(key)).foreignOrders).toEqual(['web_1']);
    expect((await subject.store.readKey(freshKey(account.account))).foreignOrders).toEqual([]);
    expect(await subject.store.commitIntent(claim, entryCommit(key), BOUNDS)).toMatchObject({ type: 'refused', why: 'entries_off' });
    expect(await subject.store.switchSymbolEntries(key, true)).toBe(true);
  });

  test('sees a switch of the symbol that was turned after the key was claimed', async () => {
    const account = await freshAccount();
    const key = freshKey(account.account);
    const claim = await take(subject.store, key);
    await subject.store.switchSymbolEntries(key, false);
    expect(await subject.store.commitIntent(claim, entryCommit(key), BOUNDS)).toEqual({ type: 'refused', why: 'entries_off' });
    await subject.store.switchSymbolEntries(key, true);
    expect(await subject.store.commitIntent(claim, entryCommit(key), BOUNDS)).toEqual(COMMITTED);
  });
}
