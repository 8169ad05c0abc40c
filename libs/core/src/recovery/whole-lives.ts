import { type Decimal, ZERO } from '../decimal.ts';
import { openingSide, type PositionSide } from '../order.ts';
import type { PositionReport } from '../position.ts';
import { courseOf } from '../reconcile/life.ts';
import type { Execution } from '../views.ts';

/** A position from nothing to nothing, or to now, told from executions alone. */
export interface WholeLife {
  readonly side: PositionSide;
  /** Oldest first. */
  readonly executions: readonly Execution[];
  /** The most that it held. */
  readonly largest: Decimal;
  readonly hasEnded: boolean;
}

/**
 * The lives of a leg within the executions that were read, oldest first, walked back from what is held now. One whose beginning is not
 * among them, or that an execution turned round from another one, is left out: what it was cannot be told from here.
 */
export function wholeLives(report: PositionReport, executions: readonly Execution[]): WholeLife[] {
  const lives: WholeLife[] = [];
  let current: { side: PositionSide; executions: Execution[]; largest: Decimal } | null = null;
  for (const { execution, before, after } of courseOf(report, 'long', executions)) {
    if (before.eq(ZERO)) current = { side: execution.fill.side === openingSide('long') ? 'long' : 'short', executions: [], largest: ZERO };
    if (current === null) continue;
    current.executions.push(execution);
    const isTurned = current.side === 'long' ? after.lt(ZERO) : after.gt(ZERO);
    if (!isTurned && after.abs().gt(current.largest)) current.largest = after.abs();
    if (!after.eq(ZERO) && !isTurned) continue;
    lives.push({ ...current, hasEnded: true });
    current = null;
  }
  if (current !== null) lives.push({ ...current, hasEnded: false });
  return lives;
}
