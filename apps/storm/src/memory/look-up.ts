import { isLive } from '@breakwater/core';
import type { IntentRow, MemoryBooks, OrderRow, PositionRow, SignalRow, WishRow } from './memory-books.ts';

/** Requests of a key that have no final answer. */
export function unansweredOf(books: MemoryBooks, keyText: string): IntentRow[] {
  const found: IntentRow[] = [];
  for (const intent of books.intents.values()) if (intent.keyText === keyText && isUnanswered(intent)) found.push(intent);
  return found;
}

/** Whether the database still waits for what became of a request. */
export function isUnanswered({ outcome }: IntentRow): boolean {
  return outcome === 'open' || outcome === 'unknown';
}

/** Rows of a key, closed ones too. */
export function positionsOf(books: MemoryBooks, keyText: string): PositionRow[] {
  const found: PositionRow[] = [];
  for (const position of books.positions.values()) if (position.keyText === keyText) found.push(position);
  return found;
}

/** The stops of a position, whatever became of them. */
export function stopsOf(books: MemoryBooks, positionId: string | null): OrderRow[] {
  const found: OrderRow[] = [];
  for (const order of books.orders.values()) if (order.positionId === positionId && order.role === 'stop') found.push(order);
  return found;
}

/** Whether a wave selected the signal and nothing has become of it yet. */
export function isWaiting(signal: SignalRow): boolean {
  return signal.outcome === 'pending' && signal.selectedAtMs !== null;
}

/** Whether a row of the signal is not closed. */
export function hasLiveRow(books: MemoryBooks, signalId: string): boolean {
  for (const row of books.positions.values()) if (row.signalId === signalId && isLive(row.status)) return true;
  return false;
}

/** The day that an instant lies in, in UTC: its name and when it began. */
export function utcDayOf(ms: number): { readonly name: string; readonly beganAtMs: number } {
  const name = new Date(ms).toISOString().slice(0, 10);
  return { name, beganAtMs: Date.parse(`${name}T00:00:00Z`) };
}

/** Two rows in the order of their making, as every list of a key is given. */
export function byAge(a: { readonly createdAtMs: number; readonly id: string }, b: { readonly createdAtMs: number; readonly id: string }): number {
  return a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1);
}

/** What is wished for of a key and not settled, oldest first. */
export function pendingWishesOf(books: MemoryBooks, keyText: string): WishRow[] {
  const found: WishRow[] = [];
  for (const wish of books.wishes.values()) if (wish.keyText === keyText && wish.outcome === 'pending') found.push(wish);
  return found.sort(byAge);
}
