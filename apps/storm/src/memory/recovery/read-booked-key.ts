import { type AccountKey, accountKeyText, type BookedKey, isLive, type NamedOrder, type SymbolKey, symbolKeyText } from '@breakwater/core';
import { isUnanswered } from '../look-up.ts';
import type { MemoryBooks, OrderRow, SignalRow } from '../memory-books.ts';
import type { Session } from '../session.ts';
import { toSignalRecord } from '../statements/read-wave.ts';

/** What the books have of a key since an instant of the exchange's time; of own orders those with the given client ids. */
export function readBookedKey({ books }: Session, key: SymbolKey, sinceMs: number, clientOrderIds: readonly string[]): BookedKey {
  const keyText = symbolKeyText(key);
  const since = Math.round(sinceMs);
  const fills = [...books.fills.values()].filter((fill) => fill.keyText === keyText && fill.atMs >= since);
  const named = [...books.orders.values()].filter((order) => accountKeyText(order.key) === accountKeyText(key) && order.role !== 'foreign' && clientOrderIds.includes(order.clientOrderId));
  const withRow = new Set([...books.positions.values()].map(({ signalId }) => signalId));
  const signals = [...books.signals.values()].filter((signal) => signal.keyText === keyText && !withRow.has(signal.id) && (isOpen(signal) || (signal.outcomeAtMs ?? madeAtMs(books, signal)) >= since));
  return {
    trades: new Map(fills.map(({ tradeId, orderId }) => {
      const { positionId, role, clientOrderId } = books.orders.get(orderId)!;
      return [tradeId, { positionId, isOwn: role !== 'foreign', clientOrderId }];
    })),
    named: Map.groupBy(named.map((order) => namedOrder(books, order)), ({ clientOrderId }) => clientOrderId),
    signals: signals.map((signal) => toSignalRecord(books, signal)),
    heldSignalIds: new Set(signals.filter((signal) => isHeld(books, signal)).map(({ id }) => id)),
    generationFloor: books.identity.get('books')?.generationFloor ?? 0,
  };
}

function namedOrder(books: MemoryBooks, { id, positionId, clientOrderId, list, exchangeOrderId, childOrderId }: OrderRow): NamedOrder & { readonly clientOrderId: string } {
  const position = positionId === null ? undefined : books.positions.get(positionId);
  return { id, positionId, isOver: position === undefined || !isLive(position.status), clientOrderId, list, exchangeOrderId, childOrderId };
}

/** Whether a signal has no final outcome and was there before the recovery began. */
export function isHeld(books: MemoryBooks, signal: SignalRow): boolean {
  const beganAtMs = books.identity.get('books')?.recoveryBeganAtMs ?? null;
  return isOpen(signal) && beganAtMs !== null && madeAtMs(books, signal) <= beganAtMs;
}

function isOpen({ outcome }: SignalRow): boolean {
  return outcome === 'pending' || outcome === 'unknown';
}

/** A signal is made in the statement that takes its wave in. */
function madeAtMs(books: MemoryBooks, { waveId }: SignalRow): number {
  return books.waves.get(waveId)!.receivedAtMs;
}

/** The symbols of an account that the books have reason to look at: live positions, requests without an answer, orders that are not final, signals without a final outcome. */
export function readRecoverySymbols({ books }: Session, account: AccountKey): string[] {
  const rows = [
    ...[...books.positions.values()].filter(({ status }) => isLive(status)),
    ...[...books.intents.values()].filter(isUnanswered),
    ...[...books.orders.values()].filter(({ status }) => status === 'planned' || status === 'resting' || status === 'triggered'),
    ...[...books.signals.values(), ...books.wishes.values()].filter(({ outcome }) => outcome === 'pending' || outcome === 'unknown'),
  ];
  return [...new Set(rows.filter(({ key }) => accountKeyText(key) === accountKeyText(account)).map(({ key }) => key.symbol))].sort();
}

/** The symbols of an account that were set aside for a person. */
export function readSetAside({ books }: Session, account: AccountKey): string[] {
  return [...books.claims.values()].filter(({ key, quarantinedAtMs }) => quarantinedAtMs !== null && accountKeyText(key) === accountKeyText(account)).map(({ key }) => key.symbol).sort();
}
