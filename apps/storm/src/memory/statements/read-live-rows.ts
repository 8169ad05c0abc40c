import { type AccountKey, accountKeyText, decimalText, isLive, LEGS } from '@breakwater/core';
import type { AccountBooks } from '@breakwater/engine';
import { stopsOf, unansweredOf } from '../look-up.ts';
import type { MemoryBooks, PositionRow } from '../memory-books.ts';
import type { Session } from '../session.ts';

/** All live rows of an account, and whether the clock's passes are switched off. A resting stop counts while nobody has meant to cancel it (the fence, rule 7). */
export function readLiveRows({ books, nowMs }: Session, { exchange, account }: AccountKey): AccountBooks {
  const rows: PositionRow[] = [];
  for (const row of books.positions.values()) if (isLive(row.status) && row.key.exchange === exchange && row.key.account === account) rows.push(row);
  const atMs = nowMs();
  const isSyncOff = (books.accounts.get(accountKeyText({ exchange, account }))?.syncOffAtMs ?? null) !== null;
  const told = rows.sort(bySymbolAndLeg).map((row) => ({
    symbol: row.key.symbol,
    leg: row.leg,
    status: row.status === 'closed' ? 'open' : row.status,
    side: row.side,
    quantity: decimalText(row.quantity),
    hasUnansweredIntent: unansweredOf(books, row.keyText).length > 0,
    restingStopIds: stopsOf(books, row.id)
      .filter((stop) => stop.status === 'resting' && stop.cancelIntendedAtMs === null)
      .sort((a, b) => a.generation - b.generation)
      .map((stop) => stop.clientOrderId),
    attachedStopPrice: attachedStopPrice(books, row),
    attachedStopGoneSinceMs: [...books.orders.values()].find((order) => order.positionId === row.id && order.role === 'entry')?.cancelIntendedAtMs ?? null,
    ageMs: atMs - row.createdAtMs,
  }));
  return { rows: told, isSyncOff };
}

function bySymbolAndLeg(a: PositionRow, b: PositionRow): number {
  if (a.key.symbol !== b.key.symbol) return a.key.symbol < b.key.symbol ? -1 : 1;
  return LEGS.indexOf(a.leg) - LEGS.indexOf(b.leg);
}

function attachedStopPrice({ orders }: MemoryBooks, { id }: PositionRow): string | null {
  for (const order of orders.values()) if (order.positionId === id && order.role === 'entry') return order.triggerPrice === null ? null : decimalText(order.triggerPrice);
  return null;
}
