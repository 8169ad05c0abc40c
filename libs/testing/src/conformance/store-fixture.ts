import { randomUUID } from 'node:crypto';
import { type Bounds, decimal, DEFAULT_BOUNDS, type ExchangeId, type Facts, makeClientOrderId, type NewOrder, type NewPosition, type SymbolKey, type WavePolicy } from '@breakwater/core';
import type { Claim, IntentCommit, NewSignal, Store, WaveAcceptance } from '@breakwater/engine';
import { until } from '../until.ts';

/** A store to be held to the rules, empty at first and used by one file only. */
export interface StoreUnderTest {
  readonly store: Store & { switchSymbolEntries(key: SymbolKey, isEnabled: boolean): Promise<boolean> };
  /** Says that a human has heard the page that stands under a subject. */
  acknowledge(subject: string): Promise<void>;
  /** Lets the store's own clock go on by so much; without it, the real time is waited for. */
  passTime?(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** Short enough to be waited for, long enough not to pass between two calls. The stop worker beats once for a whole file, however long that takes. */
export const BOUNDS: Bounds = { ...DEFAULT_BOUNDS, heartbeatMsMax: 3_600_000, entryWindowMs: 400, protectionWindowMs: 400, fenceSkewMs: 200, leaseMs: 500 };
/** How long an intent of these tests lives. */
export const LIFE_MS = BOUNDS.entryWindowMs + BOUNDS.fenceSkewMs;
const DEPLOYMENT = 'conformance';

let symbols = 0;

/** A key that no other test uses. */
export function freshKey(account = 'main', exchange: ExchangeId = 'binance'): SymbolKey {
  symbols += 1;
  return { exchange, account, symbol: `T${symbols}USDT` };
}

/** Lets the store's clock pass by `ms`. */
export async function passTime(subject: StoreUnderTest, ms: number): Promise<void> {
  if (subject.passTime !== undefined) return subject.passTime(ms);
  const key = freshKey();
  const endMs = (await subject.store.readKey(key)).nowMs + ms;
  await until(async () => (await subject.store.readKey(key)).nowMs >= endMs, { what: `${ms} ms to pass on the store's clock` });
}

/** Claims a key that must be free. */
export async function take(store: Store, key: SymbolKey, leaseMs = 60_000): Promise<Claim> {
  const attempt = await store.claimKey(key, randomUUID(), leaseMs);
  if (attempt.type !== 'claimed') throw new Error(`${key.symbol} is busy for ${attempt.freeInMs} ms`);
  return attempt.claim;
}

/** A live stop worker, without which no entry passes. */
export async function beatStopWorker(store: Store): Promise<string> {
  const id = randomUUID();
  await store.beat({ id, role: 'stop-worker', version: 'test', host: 'test', pid: 1 });
  return id;
}

/** A new row, still opening; without a signal, so that a test needs no wave. */
export function newPosition(change: Partial<NewPosition> = {}): NewPosition {
  return {
    id: randomUUID(),
    leg: 'net',
    status: 'opening',
    origin: 'adopted',
    signalId: null,
    side: 'long',
    quantity: decimal('10'),
    entryPrice: null,
    stopRule: { percent: '2' },
    firstFillAtMs: null,
    bareSinceMs: null,
    ...change,
  };
}

/** A row that is open and bare. */
export function openPosition(change: Partial<NewPosition> = {}): NewPosition {
  return newPosition({ status: 'open', entryPrice: decimal('100'), firstFillAtMs: 1_000, bareSinceMs: 1_000, ...change });
}

/** An order of ours. */
export function newOrder(key: SymbolKey, role: 'entry' | 'stop' | 'exit', position: NewPosition, change: Partial<NewOrder> = {}): NewOrder {
  const generation = change.generation ?? 1;
  return {
    id: randomUUID(),
    positionId: position.id,
    role,
    generation,
    clientOrderId: makeClientOrderId({ deployment: DEPLOYMENT, exchange: key.exchange, account: key.account, role, subject: position.id, generation }),
    list: role === 'stop' ? 'conditional' : 'plain',
    side: (role === 'entry') === (position.side === 'long') ? 'buy' : 'sell',
    quantity: position.quantity,
    triggerPrice: role === 'stop' ? decimal('98') : null,
    triggerType: role === 'stop' ? 'mark' : null,
    reduceOnly: role !== 'entry',
    closesPosition: false,
    status: 'planned',
    exchangeOrderId: null,
    childOrderId: null,
    executedQuantity: decimal('0'),
    averagePrice: null,
    wishId: null,
    ...change,
  };
}

/** The commit of an entry that opens `position`. */
export function entryCommit(key: SymbolKey, position = newPosition(), change: Partial<IntentCommit> = {}): IntentCommit {
  const order = newOrder(key, 'entry', position);
  return { ...placing(order, key, position), newPosition: position, ...change };
}

/** The commit of a stop or an exit of `position`. */
export function reducingCommit(key: SymbolKey, role: 'stop' | 'exit', position: NewPosition, change: Partial<IntentCommit> = {}, order: Partial<NewOrder> = {}): IntentCommit {
  return { ...placing(newOrder(key, role, position, order), key, position), ...change };
}

/** The commit of a cancel of `order`. */
export function cancelCommit(key: SymbolKey, order: NewOrder, change: Partial<IntentCommit> = {}): IntentCommit {
  return {
    ...intent('cancel'),
    orderId: order.id,
    request: { kind: 'cancel', symbol: key.symbol, list: order.list, clientOrderId: order.clientOrderId },
    cancelsOrderId: order.id,
    ...change,
  };
}

/** The commit of a setting. */
export function leverageCommit(key: SymbolKey): IntentCommit {
  return { ...intent('leverage'), orderId: null, request: { kind: 'leverage', symbol: key.symbol, leverage: 3 } };
}

/** The commit that takes the stop away which is a part of the net position. */
export function positionStopCommit(key: SymbolKey): IntentCommit {
  return { ...intent('position_stop'), orderId: null, request: { kind: 'position_stop', symbol: key.symbol, leg: 'net' } };
}

function placing(order: NewOrder, key: SymbolKey, position: NewPosition): IntentCommit {
  const shared = { kind: 'place', symbol: key.symbol, leg: position.leg, side: order.side, quantity: '10', clientOrderId: order.clientOrderId } as const;
  return {
    ...intent('place'),
    orderId: order.id,
    newOrder: order,
    request: order.role === 'stop' ? { ...shared, type: 'stop_market', triggerPrice: '98', triggerType: 'mark', reduceOnly: true } : { ...shared, type: 'market', reduceOnly: order.reduceOnly },
    events: [{ positionId: position.id, type: `${order.role}_intended`, evidence: 'E4', data: {} }],
  };
}

function intent(kind: IntentCommit['kind']): Omit<IntentCommit, 'request' | 'orderId'> {
  return { intentId: randomUUID(), kind, signedAtMs: 1_700_000_000_000, windowMs: BOUNDS.entryWindowMs, mayBreakQuiet: false, mayCancelNewest: false, events: [] };
}

/** The facts of an accepted answer. */
export function accepted(commit: IntentCommit, status: 'resting' | 'filled' = 'resting'): Facts {
  const answer = { intentId: commit.intentId, outcome: 'accepted', evidence: 'E1', answer: {} } as const;
  const order = commit.newOrder;
  return { answers: [answer], orders: order === undefined ? [] : [{ id: order.id, status, exchangeOrderId: `x-${order.id}` }] };
}

/** An order of a commit that places one. */
export function orderOf(commit: IntentCommit): NewOrder {
  if (commit.newOrder === undefined) throw new Error('this commit places no order');
  return commit.newOrder;
}

/** A live position with one resting stop, as far as the books go. */
export async function openWithStop(store: Store, claim: Claim): Promise<{ position: NewPosition; stop: NewOrder }> {
  const position = openPosition();
  const stop = newOrder(claim.key, 'stop', position, { status: 'resting', exchangeOrderId: randomUUID() });
  await store.record(claim, { newPositions: [position], newOrders: [stop] });
  return { position, stop };
}

export const POLICY: WavePolicy = { open: 2, notional: '200', leverage: 1, stop: { percent: '2' }, stopList: [], signalAgeMsMax: 600_000 };

/** A signal of its own, for a key. */
export function newSignal(key: SymbolKey, externalId: string = randomUUID()): NewSignal {
  return { id: randomUUID(), externalId, key: { ...key, leg: 'net' }, side: 'long', score: decimal('0.5'), notional: null, leverage: null, stopRule: null };
}

/** A wave with these signals, taken in; returns its id. */
export async function acceptSignals(store: Store, signals: readonly NewSignal[]): Promise<string> {
  const externalId = randomUUID();
  return waveIdOf(await store.acceptWave({ source: 'test', externalId, contentHash: 'a', atMs: 1_700_000_000_000, policy: POLICY, signals }));
}

/** The id of a wave that was handed in; throws for one that the books do not remember. */
export function waveIdOf(acceptance: WaveAcceptance): string {
  if (acceptance.type === 'forgotten') throw new Error(`the books remember waves since ${acceptance.keptSince} alone`);
  return acceptance.waveId;
}
