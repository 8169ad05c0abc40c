import type { PositionChange } from '@breakwater/core';
import type { Writing } from '../atomically.ts';
import { toColumn, wholeMs } from '../constraints.ts';
import { updatePosition } from '../insert-rows.ts';
import type { PositionRow } from '../memory-books.ts';
import type { Stamp } from '../new-rows.ts';
import type { Session } from '../session.ts';

/** Changes what is named and leaves the rest of a position of this key as it is. */
export function changePosition(session: Session, writing: Writing, { keyText, atMs }: Stamp, change: PositionChange): void {
  const before = session.books.positions.get(change.id);
  if (before === undefined || before.keyText !== keyText) return;
  const status = change.status ?? before.status;
  const isClosed = status === 'closed';
  const after: PositionRow = {
    ...before,
    status,
    quantity: change.quantity === undefined ? before.quantity : toColumn(change.quantity),
    entryPrice: change.entryPrice === undefined ? before.entryPrice : toColumn(change.entryPrice),
    firstFillAtMs: change.firstFillAtMs === undefined ? before.firstFillAtMs : Math.min(before.firstFillAtMs ?? Infinity, wholeMs(change.firstFillAtMs)),
    protectedAtMs: change.protectedAtMs === undefined ? before.protectedAtMs : wholeMs(change.protectedAtMs),
    bareSinceMs: change.bareSinceMs === undefined ? before.bareSinceMs : change.bareSinceMs === null ? null : wholeMs(change.bareSinceMs),
    bareMs: before.bareMs + wholeMs(change.addBareMs ?? 0),
    stopRule: change.stopRule ?? before.stopRule,
    closeReason: isClosed ? (change.closeReason ?? before.closeReason) : null,
    closedAtMs: isClosed ? (change.closedAtMs === undefined ? (before.closedAtMs ?? atMs) : wholeMs(change.closedAtMs)) : null,
    realisedPnl: realisedPnlAfter(before, change),
  };
  updatePosition(session, writing, before, after);
}

/** A row that lives again has earned nothing yet that is known. */
function realisedPnlAfter(before: PositionRow, change: PositionChange): PositionRow['realisedPnl'] {
  if (change.realisedPnl !== undefined) return change.realisedPnl === null ? null : toColumn(change.realisedPnl);
  return before.status === 'closed' && change.status !== undefined && change.status !== 'closed' ? null : before.realisedPnl;
}
