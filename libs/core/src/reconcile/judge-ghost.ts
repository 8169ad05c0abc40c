import { type Decimal, ZERO } from '../decimal.ts';
import type { NewPage } from '../facts.ts';
import { isTerminal } from '../order.ts';
import { cancelStops } from '../closing-steps.ts';
import { planStop } from '../plan-stop.ts';
import type { PositionRecord, PositionReport } from '../position.ts';
import type { Step } from '../step.ts';
import { bookStep, missingPage, readExecutionsStep, unbookedQuantity } from './executions.ts';
import { endLostOrders } from './lost-orders.ts';
import { type CloseExplanation, explainClose, lifeOfRow } from './life.ts';
import { settleAtClose } from './judge-wishes.ts';
import { awaitSecondSight } from './sightings.ts';
import { reportOf, type Sight } from './sight.ts';
import { isCancellable } from '../taken-over-stop.ts';

/**
 * A live row whose position is gone (a ghost, vanished). What happened is read from executions first; without an
 * explanation only a second fresh read closes the row, cause unknown. Its stops go first, the row last.
 *
 * Where another position of the same side has begun since, its stops stay: they protect that one until it has its own.
 */
export function judgeGhost(sight: Sight, row: PositionRecord, report: PositionReport): Step[] {
  if (sight.executions === null) return [readExecutionsStep(sight, 'the position is gone: what happened?', row.firstFillAtMs)];
  const life = lifeOfRow(sight, row, report);
  const booking = bookStep(sight, row, life.executions);
  if (booking !== null) return [booking];

  const explanation = explainClose(sight, life);
  if (explanation === null) {
    const newestMs = Math.max(row.firstFillAtMs ?? 0, ...life.executions.map(({ fill }) => fill.atMs));
    if (report.updatedAtMs < newestMs) {
      const wait: Step = { type: 'wait', why: 'the flat report is older than our last fill', forMs: 1_000 };
      // Our own fill is the better evidence until the report has caught up, and a stop can only reduce.
      return [...planStop(sight, row, row.quantity).filter(placesStop), wait];
    }
  }
  // An order of ours is known to have executed: its executions are only late. They say more than a second look, and who
  // closes the row before they come never books them (I9).
  const unbooked = unbookedQuantity(sight, row);
  const isLate = unbooked.gt(ZERO);
  if (explanation === null || explanation.evidence === 'E4' || isLate) {
    const again = awaitSecondSight(sight, row.leg, 'flat', ZERO, isLate ? sight.rules.bounds.notFindableMs : undefined);
    if (again !== null) return again;
  }
  const own = sight.records.orders.filter((order) => order.positionId === row.id && order.role !== 'foreign');
  const isSucceeded = report.quantity.gt(ZERO) && report.side === row.side;
  const resting = own.filter((order) => order.role === 'stop' && !isTerminal(order.status) && reportOf(sight, order.id)?.status === 'resting');
  const cancellable = resting.filter(isCancellable);
  if (cancellable.length > 0 && !isSucceeded) return cancelStops(sight, row, cancellable, 'the position is gone', explanation?.evidence ?? 'E4', true);
  // The row closes only when every order of it is final by its own id.
  const unfinished = own.filter((order) => !isTerminal(order.status) && !(isSucceeded && resting.includes(order)));
  if (unfinished.length > 0) return endLostOrders(sight, row, unfinished) ?? [{ type: 'wait', why: `order ${unfinished[0]!.clientOrderId} is not final yet`, forMs: 1_000 }];
  return [closeRow(sight, row, explanation, unbooked)];
}

function closeRow(sight: Sight, row: PositionRecord, explanation: CloseExplanation | null, unbooked: Decimal): Step {
  const { reason, evidence, realisedPnl, closedAtMs } = explanation ?? { reason: 'unknown' as const, evidence: 'E4' as const, realisedPnl: null, closedAtMs: sight.beganAtMs };
  const wishes = settleAtClose(sight, row, reason);
  return {
    type: 'record',
    why: `the position is gone (${reason}): close its row`,
    facts: {
      positions: [
        {
          id: row.id,
          status: 'closed',
          closeReason: reason,
          closedAtMs,
          realisedPnl,
          // A position that is gone is no longer bare: the clock stops with its last execution.
          ...(row.bareSinceMs === null ? {} : { bareSinceMs: null, addBareMs: Math.max(0, closedAtMs - row.bareSinceMs) }),
        },
      ],
      events: [{ positionId: row.id, type: 'position_closed', evidence, data: { reason, realisedPnl: realisedPnl?.toFixed() ?? null } }, ...(wishes.events ?? [])],
      ...(wishes.signals?.length ? { signals: wishes.signals } : {}),
      sightings: sight.records.sightings.filter((seen) => seen.leg !== row.leg),
      // Money is never guessed: what could not be explained is told to a human (I9).
      ...(reason === 'unknown' ? { pages: [unexplainedPage(sight, row)] } : unbooked.gt(ZERO) ? { pages: [missingPage(sight, row, unbooked)] } : {}),
    },
  };
}

function unexplainedPage(sight: Sight, row: PositionRecord): NewPage {
  return { subject: `unexplained-close.${row.id}`, text: `${sight.key.symbol}: the position vanished and no execution explains it; its result is not known. Look at the account's history.` };
}

function placesStop(step: Step): boolean {
  return step.type === 'send' && step.send.newOrder?.role === 'stop';
}
