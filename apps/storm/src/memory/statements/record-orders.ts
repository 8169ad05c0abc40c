import type { OrderChange } from '@breakwater/core';
import type { Writing } from '../atomically.ts';
import { toColumn, wholeMs } from '../constraints.ts';
import type { FoldedFacts } from '../fold-facts.ts';
import { insertOrder, updateOrder } from '../insert-rows.ts';
import type { MemoryBooks, OrderRow } from '../memory-books.ts';
import { newOrderRow, type Stamp } from '../new-rows.ts';
import type { Session } from '../session.ts';

export interface InsertedOrders {
  /** Of an order that was not inserted: the id of the row that it has already. */
  readonly known: ReadonlyMap<string, string>;
  /** Orders of positions that lost the race for their key. */
  readonly dropped: ReadonlySet<string>;
}

/** Inserts the orders that are new, drops those of a lost position, and finds the rows of those that are there already. */
export function insertNewOrders(session: Session, writing: Writing, stamp: Stamp, { newOrders, orders }: FoldedFacts, lost: ReadonlySet<string>): InsertedOrders {
  const known = new Map<string, string>();
  const dropped = new Set<string>();
  if (newOrders.size === 0) return { known, dropped };
  const inserted = new Set<string>();
  for (const order of newOrders.values()) {
    const row = newOrderRow(stamp, order, orders.get(order.id));
    if (row.positionId !== null && lost.has(row.positionId)) {
      dropped.add(row.id);
    } else if (insertOrder(session, writing, row) === null) {
      inserted.add(row.id);
    } else {
      const id = findKnown(session.books, row, inserted);
      if (id !== null) known.set(row.id, id);
    }
  }
  return { known, dropped };
}

/** What this very statement inserted is not known yet: its snapshot was taken before. */
function findKnown(books: MemoryBooks, row: OrderRow, inserted: ReadonlySet<string>): string | null {
  if (books.orders.get(row.id)?.keyText === row.keyText && !inserted.has(row.id)) return row.id;
  for (const other of books.orders.values()) {
    if (other.keyText !== row.keyText || inserted.has(other.id)) continue;
    if (row.exchangeOrderId !== null && other.list === row.list && other.exchangeOrderId === row.exchangeOrderId) return other.id;
    if (other.role !== 'foreign' && row.role !== 'foreign' && other.clientOrderId === row.clientOrderId) return other.id;
  }
  return null;
}

/** The orders of strangers on a key, as a statement finds them before it writes. */
export function strangersOf({ books }: Session, { keyText }: Stamp): readonly OrderRow[] {
  return [...books.orders.values()].filter((order) => order.role === 'foreign' && order.keyText === keyText);
}

/** Changes what is named and leaves the rest of an order of this key as it is. */
export function changeOrder(session: Session, writing: Writing, { keyText }: Stamp, strangers: readonly OrderRow[], change: OrderChange): void {
  const before = session.books.orders.get(change.id);
  if (before === undefined || before.keyText !== keyText) return;
  // Where a stranger's row was made under this id, before it was known to be ours, that row keeps it: one id, one row.
  const isTaken = strangers.some((other) => other.id !== before.id && other.list === before.list && other.exchangeOrderId !== null && other.exchangeOrderId === change.exchangeOrderId);
  updateOrder(session, writing, before, {
    ...before,
    status: change.status ?? before.status,
    exchangeOrderId: (isTaken ? undefined : change.exchangeOrderId) ?? before.exchangeOrderId,
    childOrderId: change.childOrderId ?? (isTaken ? change.exchangeOrderId : undefined) ?? before.childOrderId,
    executedQuantity: change.executedQuantity === undefined ? before.executedQuantity : toColumn(change.executedQuantity),
    averagePrice: change.averagePrice === undefined ? before.averagePrice : toColumn(change.averagePrice),
    acceptedAtMs: change.acceptedAtMs === undefined ? before.acceptedAtMs : wholeMs(change.acceptedAtMs),
  });
}
