import { ownOrderRole } from '../client-order-id.ts';
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
 * among them is left out: what it was cannot be told from here. An execution that turns one position round into another is of both, but for
 * an entry of ours, which can only be what it opened.
 */
export function wholeLives(report: PositionReport, executions: readonly Execution[]): WholeLife[] {
  const lives: WholeLife[] = [];
  let current: Writable | null = null;
  /** Of our entry, which takes off what is there before it opens anything. */
  let entering: Execution[] = [];
  const course = courseOf(report, 'long', executions);
  for (const [index, { execution, before, after }] of course.entries()) {
    if (before.eq(ZERO)) {
      current = { side: execution.fill.side === openingSide('long') ? 'long' : 'short', executions: entering, largest: ZERO };
      entering = [];
    }
    if (current === null) continue;
    const isTurned: boolean = current.side === 'long' ? after.lt(ZERO) : after.gt(ZERO);
    const isEntering: boolean = execution.fill.side !== openingSide(current.side) && ownOrderRole(execution.order?.clientOrderId ?? '') === 'entry';
    (isEntering ? entering : current.executions).push(execution);
    if (!isTurned && after.abs().gt(current.largest)) current.largest = after.abs();
    if (!after.eq(ZERO) && !isTurned) continue;
    // An entry that opens nothing has only taken off what was there.
    const opens: boolean = isEntering && (isTurned || course[index + 1]?.execution.fill.exchangeOrderId === execution.fill.exchangeOrderId);
    lives.push({ ...current, executions: opens ? current.executions : [...current.executions, ...entering], hasEnded: true });
    current = isTurned ? { side: current.side === 'long' ? 'short' : 'long', executions: opens ? entering : [execution], largest: after.abs() } : null;
    if (isTurned || !opens) entering = [];
  }
  if (current !== null) lives.push({ ...current, executions: [...current.executions, ...entering], hasEnded: false });
  return lives;
}

interface Writable {
  readonly side: PositionSide;
  readonly executions: Execution[];
  largest: Decimal;
}
