import { accountKeyText } from '@breakwater/core';
import type { Writing } from './atomically.ts';
import { checkOrder, checkPosition, ConstraintBroken, must } from './constraints.ts';
import type { MemoryBooks, OrderRow, PositionRow } from './memory-books.ts';
import type { StoreGuards } from './guards.ts';
import type { Session } from './session.ts';

/** Inserts a position unless a unique rule knows it already (I1, I2): false then, and nothing is written. */
export function insertPosition({ books, guards }: Session, writing: Writing, row: PositionRow): boolean {
  checkPosition(row);
  if (books.positions.has(row.id) || findTwin(books, guards, row) !== null) return false;
  must(row.signalId === null || books.signals.has(row.signalId) || books.wishes.has(row.signalId), 'foreign_key', 'position_signal_id_fkey', `position ${row.id}`);
  writing.put(books.positions, row.id, row);
  countLive({ books, guards }, writing, null, row);
  return true;
}

/** Writes the new version of a position, if trigger and rules let it. */
export function updatePosition({ books, guards }: Session, writing: Writing, before: PositionRow, after: PositionRow): void {
  const objection = guards.positionMovesForward(before, after);
  must(objection === null, 'check', 'position_moves_forward', objection ?? '');
  checkPosition(after);
  const twin = findTwin(books, guards, after);
  must(twin === null, 'unique', twin ?? '', `position ${after.id}`);
  writing.put(books.positions, after.id, after);
  countLive({ books, guards }, writing, before, after);
}

/** Inserts an order, or names the unique rule that knows it already. */
export function insertOrder({ books, guards }: Session, writing: Writing, row: OrderRow): string | null {
  checkOrder(row);
  const rule = books.orders.has(row.id) ? 'order_pkey' : findOrderTwin(books, guards, row);
  if (rule !== null) return rule;
  must(row.positionId === null || books.positions.has(row.positionId), 'foreign_key', 'order_position_id_fkey', `order ${row.id}`);
  must(row.wishId === null || books.wishes.has(row.wishId) || books.signals.has(row.wishId), 'foreign_key', 'order_wish_id_fkey', `order ${row.id}`);
  writing.put(books.orders, row.id, row);
  return null;
}

/** Writes the new version of an order, if trigger and rules let it. */
export function updateOrder({ books, guards }: Session, writing: Writing, before: OrderRow, after: OrderRow): void {
  const objection = guards.orderMovesForward(before, after);
  must(objection === null, 'check', 'order_moves_forward', objection ?? '');
  checkOrder(after);
  const rule = findOrderTwin(books, guards, after);
  if (rule !== null) throw new ConstraintBroken('unique', rule, `order ${after.id}`);
  writing.put(books.orders, after.id, after);
}

/** Raises a page, or counts one up that nobody has acknowledged (I12). */
export function raisePage(books: MemoryBooks, writing: Writing, page: { readonly subject: string; readonly text: string; readonly about: string }, atMs: number): void {
  for (const known of books.pages.values()) {
    if (known.subject === page.subject && known.acknowledgedAtMs === null) {
      writing.put(books.pages, known.id, { ...known, raisedCount: known.raisedCount + 1, text: page.text });
      return;
    }
  }
  const id = `page-${books.pages.size + 1}`;
  writing.put(books.pages, id, { id, ...page, raisedAtMs: atMs, raisedCount: 1, acknowledgedAtMs: null });
}

function findTwin(books: MemoryBooks, guards: StoreGuards, row: PositionRow): string | null {
  for (const other of books.positions.values()) {
    if (other.id === row.id) continue;
    if (other.keyText === row.keyText && guards.oneLiveRowPerKey(row, other)) return 'position_one_live_per_key';
    if (guards.oneRowPerSignal(row, other)) return 'position_one_per_signal';
  }
  return null;
}

/** The first unique rule that a row breaks, in the order in which Postgres looks: that of its indexes. Which one it is decides what the statement says. */
function findOrderTwin(books: MemoryBooks, guards: StoreGuards, row: OrderRow): string | null {
  const others = [...books.orders.values()].filter(({ id }) => id !== row.id);
  if (others.some((other) => other.keyText === row.keyText && guards.exchangeOrderIdOnce(row, other))) return 'order_exchange_order_id_key';
  if (others.some((other) => other.key.account === row.key.account && other.key.exchange === row.key.exchange && guards.ownClientOrderIdOnce(row, other))) return 'order_own_client_order_id_key';
  return others.some((other) => guards.oneEntryPerPosition(row, other)) ? 'order_one_entry_per_position' : null;
}

/** The trigger `account_counts_live_positions` (I10). */
function countLive({ books, guards }: Pick<Session, 'books' | 'guards'>, writing: Writing, before: PositionRow | null, after: PositionRow): void {
  const delta = Number(guards.countsAsLive(after.status)) - Number(before !== null && guards.countsAsLive(before.status));
  if (delta === 0) return;
  const account = books.accounts.get(accountKeyText(after.key));
  if (account !== undefined) writing.put(books.accounts, accountKeyText(after.key), { ...account, livePositions: account.livePositions + delta });
}
