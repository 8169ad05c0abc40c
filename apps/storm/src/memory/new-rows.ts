import type { NewEvent, NewOrder, NewPosition, OrderChange, PositionChange, SymbolKey } from '@breakwater/core';
import { ZERO } from '@breakwater/core';
import { toColumn, wholeMs } from './constraints.ts';
import type { EventRow, OrderRow, PositionRow } from './memory-books.ts';

/** Whose rows are written, and when: what every new row carries. */
export interface Stamp {
  readonly key: SymbolKey;
  readonly keyText: string;
  readonly atMs: number;
}

/** A new position as its row, with a change that the same facts hold. */
export function newPositionRow({ key, keyText, atMs }: Stamp, row: NewPosition, change?: PositionChange): PositionRow {
  const status = change?.status ?? row.status;
  const entryPrice = change?.entryPrice ?? row.entryPrice;
  const realisedPnl = change?.realisedPnl ?? null;
  return {
    id: row.id,
    key,
    keyText,
    leg: row.leg,
    status,
    origin: row.origin,
    signalId: row.signalId,
    side: row.side,
    quantity: toColumn(change?.quantity ?? row.quantity),
    entryPrice: entryPrice === null ? null : toColumn(entryPrice),
    stopRule: change?.stopRule ?? row.stopRule,
    firstFillAtMs: wholeOrNull(change?.firstFillAtMs ?? row.firstFillAtMs),
    protectedAtMs: wholeOrNull(change?.protectedAtMs ?? null),
    bareSinceMs: wholeOrNull(change?.bareSinceMs === undefined ? row.bareSinceMs : change.bareSinceMs),
    bareMs: wholeMs(change?.addBareMs ?? 0),
    closeReason: change?.closeReason ?? null,
    closedAtMs: status === 'closed' ? wholeMs(change?.closedAtMs ?? atMs) : null,
    realisedPnl: realisedPnl === null ? null : toColumn(realisedPnl),
    plannedNotional: row.plannedNotional === undefined ? null : toColumn(row.plannedNotional),
    createdAtMs: atMs,
  };
}

/** A new order as its row, with a change that the same facts hold. */
export function newOrderRow({ key, keyText, atMs }: Stamp, row: NewOrder, change?: OrderChange): OrderRow {
  const averagePrice = change?.averagePrice ?? row.averagePrice;
  return {
    id: row.id,
    key,
    keyText,
    positionId: row.positionId,
    role: row.role,
    generation: row.generation,
    clientOrderId: row.clientOrderId,
    list: row.list,
    side: row.side,
    quantity: row.quantity === null ? null : toColumn(row.quantity),
    triggerPrice: row.triggerPrice === null ? null : toColumn(row.triggerPrice),
    triggerType: row.triggerType,
    reduceOnly: row.reduceOnly,
    closesPosition: row.closesPosition,
    status: change?.status ?? row.status,
    exchangeOrderId: change?.exchangeOrderId ?? row.exchangeOrderId,
    childOrderId: change?.childOrderId ?? row.childOrderId,
    executedQuantity: toColumn(change?.executedQuantity ?? row.executedQuantity),
    averagePrice: averagePrice === null ? null : toColumn(averagePrice),
    cancelIntendedAtMs: null,
    wishId: row.wishId,
    bookedQuantity: ZERO,
    acceptedAtMs: wholeOrNull(change?.acceptedAtMs ?? null),
    createdAtMs: atMs,
  };
}

/** An event as its row. */
export function newEventRow({ keyText, atMs }: Stamp, worker: string | null, event: NewEvent): EventRow {
  return { atMs, keyText, positionId: event.positionId, type: event.type, evidence: event.evidence, data: event.data, worker };
}

function wholeOrNull(ms: number | null): number | null {
  return ms === null ? null : wholeMs(ms);
}
