import type { NewFill } from '@breakwater/core';
import type { Writing } from '../atomically.ts';
import { checkFill, must, toColumn, wholeMs } from '../constraints.ts';
import type { FillRow } from '../memory-books.ts';
import type { Stamp } from '../new-rows.ts';
import type { Session } from '../session.ts';

/** Books every trade once (I9), on the row that its order has; fills of dropped orders go with them. */
export function bookFills(session: Session, writing: Writing, { keyText }: Stamp, fills: readonly NewFill[], known: ReadonlyMap<string, string>, dropped: ReadonlySet<string>): void {
  const { books, guards } = session;
  for (const fill of fills) {
    if (dropped.has(fill.orderId)) continue;
    const row = fillRow(keyText, known.get(fill.orderId) ?? fill.orderId, fill);
    checkFill(row);
    const id = `${keyText} ${row.tradeId}`;
    const booked = books.fills.get(id);
    const order = books.orders.get(row.orderId);
    const holder = booked === undefined ? undefined : books.orders.get(booked.orderId);
    if (booked !== undefined && holder !== undefined && order !== undefined && guards.tradeBecomesOurs(holder, order)) {
      writing.put(books.fills, id, { ...booked, orderId: order.id });
      writing.put(books.orders, holder.id, { ...holder, bookedQuantity: holder.bookedQuantity.minus(booked.quantity) });
      writing.put(books.orders, order.id, { ...order, bookedQuantity: order.bookedQuantity.plus(booked.quantity) });
      continue;
    }
    const isBooked = booked !== undefined;
    if (guards.tradeOnce(isBooked)) continue;
    must(order !== undefined, 'foreign_key', 'fill_order_id_fkey', `fill ${row.tradeId}`);
    writing.put(books.fills, isBooked ? `${id} again ${books.fills.size}` : id, row);
    if (order !== undefined) writing.put(books.orders, order.id, { ...order, bookedQuantity: order.bookedQuantity.plus(row.quantity) });
  }
}

function fillRow(keyText: string, orderId: string, fill: NewFill): FillRow {
  return {
    keyText,
    orderId,
    tradeId: fill.tradeId,
    side: fill.side,
    quantity: toColumn(fill.quantity),
    price: toColumn(fill.price),
    fee: toColumn(fill.fee),
    feeAsset: fill.feeAsset,
    realisedPnl: toColumn(fill.realisedPnl),
    atMs: wholeMs(fill.atMs),
  };
}
