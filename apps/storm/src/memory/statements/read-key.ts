import { accountKeyText, FOREIGN_ORDERS_TOLD, FOREIGN_ORDERS_WITHIN_MS, isLive, type KeyRecords, type OrderRecord, type PositionRecord, type SymbolKey, symbolKeyText, type UnansweredIntent, type Wish } from '@breakwater/core';
import { byAge, isWaiting, pendingWishesOf, positionsOf, unansweredOf } from '../look-up.ts';
import type { IntentRow, MemoryBooks, OrderRow, PositionRow, SignalRow, WishRow } from '../memory-books.ts';
import type { Session } from '../session.ts';
import { generationNow } from '../recovery/identity.ts';
import { toSignalRecord } from './read-wave.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** So many rows that closed last are asked for orders that are not booked. */
const CLOSED_SHOWN = 5;

/** One symbol key, all of it as it is now. A look, not a guard: what was read is checked again by whoever acts on it. */
export function readKey({ books, guards, nowMs: clock }: Session, key: SymbolKey): KeyRecords {
  const nowMs = clock();
  const keyText = symbolKeyText(key);
  const claim = books.claims.get(keyText);
  const areRestored = guards.areRestored(books.identity.get('books'));
  const positions = positionsOf(books, keyText).filter((row) => isShown(row, nowMs)).sort(byAge);
  const intents = unansweredOf(books, keyText).sort(byAge);
  const signal = bestSignal(books, keyText);
  const wave = signal === null ? undefined : books.waves.get(signal.waveId);
  return {
    key,
    nowMs,
    positions: positions.map(toPositionRecord),
    orders: ordersOf(books, keyText, positions, intents).sort(byAge).map(toOrderRecord),
    intents: intents.map(toUnanswered),
    signal: signal === null ? null : toSignalRecord(books, signal),
    wishes: pendingWishesOf(books, keyText).map((wish) => toWish(wish, areRestored)),
    sightings: claim?.sightings ?? [],
    quarantineReason: claim?.quarantineReason ?? null,
    cooldownUntilMs: latest([claim?.cooldownUntilMs ?? null, ...positionsOf(books, keyText).map((row) => guards.cooldownEnds(row, wave?.policy.cooldownMs))]),
    foreignOrders: foreignOrdersOf(books, keyText, nowMs),
    areEntriesOff: areRestored || (claim?.entriesOffAtMs ?? null) !== null || books.accounts.get(accountKeyText(key))?.areEntriesEnabled === false,
    generationFloor: areRestored ? generationNow(nowMs) : (books.identity.get('books')?.generationFloor ?? 0),
    signalExpiresAtMs: wave === undefined ? null : Math.round(wave.atMs + wave.policy.signalAgeMsMax),
  };
}

function latest(times: readonly (number | null)[]): number | null {
  const known = times.filter((ms) => ms !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** Live rows, and those closed as never filled within the last day: a late fill reopens them. */
function isShown(row: PositionRow, nowMs: number): boolean {
  return isLive(row.status) || (row.closeReason === 'never_filled' && row.closedAtMs !== null && row.closedAtMs > nowMs - DAY_MS);
}

function ordersOf(books: MemoryBooks, keyText: string, positions: readonly PositionRow[], intents: readonly IntentRow[]): OrderRow[] {
  const lastClosed = lastClosedOf(books, keyText);
  const found: OrderRow[] = [];
  for (const order of books.orders.values()) {
    const isUnfinished = order.keyText === keyText && (order.status === 'planned' || order.status === 'resting' || order.status === 'triggered');
    if (isUnfinished || ((order.positionId === null ? order.keyText === keyText : lastClosed.has(order.positionId)) && isUnbooked(order)) || positions.some((row) => row.id === order.positionId) || intents.some((intent) => intent.orderId === order.id)) found.push(order);
  }
  return found;
}

function foreignOrdersOf(books: MemoryBooks, keyText: string, nowMs: number): string[] {
  const newestFirst = [...books.orders.values()].filter((order) => order.keyText === keyText && order.role === 'foreign' && order.createdAtMs > nowMs - FOREIGN_ORDERS_WITHIN_MS).sort(byAge).reverse();
  return newestFirst.slice(0, FOREIGN_ORDERS_TOLD).map(({ clientOrderId }) => clientOrderId);
}

/** A stop that outlived its row, or has none, and executed: until that is booked, whoever meets the execution must know whose it was. */
function isUnbooked(order: OrderRow): boolean {
  return order.role !== 'foreign' && order.executedQuantity.gt(order.bookedQuantity);
}

function lastClosedOf(books: MemoryBooks, keyText: string): ReadonlySet<string> {
  const closed = positionsOf(books, keyText).filter((row) => !isLive(row.status));
  const newestFirst = closed.sort((a, b) => (b.closedAtMs ?? 0) - (a.closedAtMs ?? 0) || (a.id < b.id ? -1 : 1));
  return new Set(newestFirst.slice(0, CLOSED_SHOWN).map(({ id }) => id));
}

function bestSignal(books: MemoryBooks, keyText: string): SignalRow | null {
  let best: SignalRow | null = null;
  for (const signal of books.signals.values()) if (signal.keyText === keyText && isWaiting(signal) && (best === null || comesBefore(signal, best))) best = signal;
  return best;
}

function comesBefore(a: SignalRow, b: SignalRow): boolean {
  const byRank = (a.rank ?? Infinity) === (b.rank ?? Infinity) ? 0 : (a.rank ?? Infinity) - (b.rank ?? Infinity);
  return (byRank || (a.selectedAtMs ?? 0) - (b.selectedAtMs ?? 0) || (a.id < b.id ? -1 : 1)) < 0;
}

function toPositionRecord(row: PositionRow): PositionRecord {
  const { id, leg, status, origin, signalId, side, quantity, entryPrice, stopRule, firstFillAtMs, protectedAtMs, bareSinceMs, closeReason, createdAtMs } = row;
  return { id, leg, status, origin, signalId, side, quantity, entryPrice, stopRule, firstFillAtMs, protectedAtMs, bareSinceMs, closeReason, createdAtMs };
}

function toOrderRecord({ key: _key, keyText: _keyText, acceptedAtMs: _acceptedAtMs, ...record }: OrderRow): OrderRecord {
  return record;
}

function toWish({ keyText: _keyText, waveId: _waveId, outcome: _outcome, reason: _reason, outcomeAtMs: _outcomeAtMs, ...wish }: WishRow, areRestored: boolean): Wish {
  return { ...wish, isHeld: wish.action === 'reduce' && areRestored };
}

function toUnanswered({ id, kind, orderId, request, outcome, expiresAtMs, missedAtMs }: IntentRow): UnansweredIntent {
  return { id, kind, orderId, request, outcome: outcome === 'open' ? 'open' : 'unknown', expiresAtMs, missedAtMs };
}
