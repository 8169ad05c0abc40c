import type { MemoryBooks, PositionRow } from '../memory/memory-books.ts';
import type { Checker } from './checker.ts';
import { decimal, ownOrderRole, sumOf } from '@breakwater/core';
import { type Fill, listFills, listOrders } from '@breakwater/paper';

/** I9: every change has its event, written in the same statement; the sum of booked fills equals the exchange's executions. */
export function everyChangeTold(): Checker {
  const rows = new Map<string, PositionRow>();
  let events = 0;
  return {
    promise: 'I9',
    afterAct({ books }) {
      const told = new Set(books.events.slice(events).map(({ positionId }) => positionId));
      if (books.events.length < events) return 'an event was deleted';
      events = books.events.length;
      for (const row of books.positions.values()) {
        const before = rows.get(row.id);
        if (before === row) continue;
        rows.set(row.id, row);
        const isChanged = before === undefined || before.status !== row.status || !before.quantity.eq(row.quantity) || before.closeReason !== row.closeReason;
        if (isChanged && !told.has(row.id)) return `row ${row.id} of ${row.keyText} became ${row.status} (${row.quantity.toFixed()}) without an event`;
      }
      return null;
    },
    booksPutBack({ books }) {
      rows.clear();
      for (const row of books.positions.values()) rows.set(row.id, row);
      events = books.events.length;
    },
    atRest({ world, books, nowMs }) {
      for (const row of books.positions.values()) {
        const outcome = row.signalId === null ? undefined : books.signals.get(row.signalId)?.outcome;
        const hasFilled = row.firstFillAtMs !== null;
        if (outcome !== undefined && hasFilled !== (outcome === 'opened')) return `row ${row.id} of ${row.keyText} ${hasFilled ? 'filled' : 'never filled'}, and its signal is ${outcome}`;
      }
      // A history that stayed empty for longer than the bounds say is told to a person instead.
      const told = new Set([...books.pages.values()].map(({ subject }) => subject));
      // Booked as a stranger's is not booked. A name may have been given twice by a fleet whose books had lost the first.
      const booked = Map.groupBy([...books.orders.values()].filter(({ role }) => role !== 'foreign'), ({ clientOrderId }) => clientOrderId);
      for (const symbol of world.symbols) {
        const estranged = findEstranged(books, listFills(world.exchange, world.account, symbol, nowMs()));
        if (estranged !== null) return `execution ${estranged} of ${symbol} is ours, and booked as a stranger's`;
        const executed = listOrders(world.exchange, world.account, symbol, nowMs()).filter((order) => order.origin === 'client' && !order.executedQuantity.eq('0') && ownOrderRole(order.clientOrderId) !== null);
        for (const [clientOrderId, orders] of Map.groupBy(executed, (order) => order.clientOrderId)) {
          const rows = booked.get(clientOrderId) ?? [];
          if (rows.length === 0) return `order ${clientOrderId} of ${symbol} executed and is not in the books`;
          if (rows.some(({ positionId }) => told.has(`unexplained-close.${positionId}`) || told.has(`missing-executions.${positionId}`))) continue;
          const [atVenue, inBooks] = [sumOf(orders.map(({ executedQuantity }) => decimal(executedQuantity.toFixed()))), sumOf(rows.map(({ bookedQuantity }) => bookedQuantity))];
          if (!atVenue.eq(inBooks)) return `order ${clientOrderId} of ${symbol} executed ${atVenue.toFixed()} and ${inBooks.toFixed()} is booked`;
        }
      }
      return null;
    },
  };
}

/**
 * The id of an execution of ours that stands in the books as somebody else's, or null. Told by what was executed, because each venue names it
 * in its own way: what others executed alike at the same instant is theirs.
 */
function findEstranged(books: MemoryBooks, fills: readonly Fill[]): string | null {
  const theirs = new Map<string, number>();
  for (const { symbol, clientOrderId, side, quantity, price, timeMs } of fills) {
    const what = `${symbol} ${side} ${quantity.toFixed()} ${price.toFixed()} ${timeMs}`;
    if (ownOrderRole(clientOrderId) === null) theirs.set(what, (theirs.get(what) ?? 0) + 1);
    else if (!theirs.has(what)) theirs.set(what, 0);
  }
  for (const { orderId, keyText, side, quantity, price, atMs, tradeId } of books.fills.values()) {
    if (books.orders.get(orderId)?.role !== 'foreign') continue;
    const what = `${keyText.split('.')[2]} ${side} ${quantity.toFixed()} ${price.toFixed()} ${atMs}`;
    const left = theirs.get(what);
    if (left === 0) return tradeId;
    if (left !== undefined) theirs.set(what, left - 1);
  }
  return null;
}
