import { ZERO } from '../decimal.ts';
import { hasFacts } from '../facts.ts';
import { isTerminal } from '../order.ts';
import { cancelStep } from '../plan-stop.ts';
import type { PositionRecord, PositionReport } from '../position.ts';
import type { Step } from '../step.ts';
import { bookExecutions, type CloseExplanation, executionsOf, explainClose, unbookedExecutions } from './executions.ts';
import { awaitSecondSight } from './sightings.ts';
import { reportOf, type Sight } from './sight.ts';

/** Executions are read from a little before the first fill: the order's stamp and its executions' may differ. */
const EXECUTIONS_MARGIN_MS = 60_000;

/**
 * A live row whose position is gone (a ghost, vanished). What happened is read from executions first; without an
 * explanation only a second fresh read closes the row, cause unknown. Its stops go first, the row last.
 */
export function judgeGhost(sight: Sight, row: PositionRecord, report: PositionReport): Step[] {
  const firstFillAtMs = row.firstFillAtMs ?? 0;
  if (report.updatedAtMs < firstFillAtMs) {
    return [{ type: 'wait', why: 'the flat report is older than our fill', forMs: 1_000 }];
  }
  if (sight.executions === null) {
    return [{ type: 'read_executions', why: 'the position is gone: what happened?', sinceMs: firstFillAtMs - EXECUTIONS_MARGIN_MS }];
  }
  const executions = executionsOf(sight, row);
  const unbooked = bookExecutions(sight, row, unbookedExecutions(sight, executions));
  if (hasFacts(unbooked)) return [{ type: 'record', why: 'book what was executed', facts: { ...unbooked, events: [bookedEvent(row, executions.length)] } }];

  const explanation = explainClose(sight, row, executions);
  if (explanation === null || explanation.evidence === 'E4') {
    const again = awaitSecondSight(sight, row.leg, 'flat', ZERO);
    if (again !== null) return again;
  }
  const resting = sight.records.orders.filter(
    (order) => order.positionId === row.id && order.role === 'stop' && !isTerminal(order.status) && reportOf(sight, order.id)?.status === 'resting',
  );
  if (resting.length > 0) return resting.map((order) => cancelStep(sight, row, order, 'the position is gone', explanation?.evidence ?? 'E4'));
  const unfinished = sight.records.orders.find((order) => order.positionId === row.id && !isTerminal(order.status));
  // The row closes only when every order of it is final by its own id.
  if (unfinished) return [{ type: 'wait', why: `order ${unfinished.clientOrderId} is not final yet`, forMs: 1_000 }];
  return [closeRow(sight, row, explanation)];
}

function bookedEvent(row: PositionRecord, count: number): NonNullable<Parameters<typeof hasFacts>[0]['events']>[number] {
  return { positionId: row.id, type: 'fills_booked', evidence: 'E2', data: { executions: count } };
}

function closeRow(sight: Sight, row: PositionRecord, explanation: CloseExplanation | null): Step {
  const { reason, evidence, realisedPnl, closedAtMs } = explanation ?? { reason: 'unknown' as const, evidence: 'E4' as const, realisedPnl: null, closedAtMs: sight.beganAtMs };
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
      events: [{ positionId: row.id, type: 'position_closed', evidence, data: { reason, realisedPnl: realisedPnl?.toFixed() ?? null } }],
      sightings: sight.records.sightings.filter((seen) => seen.leg !== row.leg),
      // Money is never guessed: what could not be explained is told to a human (I9).
      ...(reason === 'unknown'
        ? { pages: [{ subject: `unexplained-close.${row.id}`, text: `${sight.key.symbol}: the position vanished and no execution explains it; its result is not known. Look at the account's history.` }] }
        : {}),
    },
  };
}
