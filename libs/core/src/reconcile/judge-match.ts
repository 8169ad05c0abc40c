import { decimalText, sumOf } from '../decimal.ts';
import { hasFacts } from '../facts.ts';
import { closingSide } from '../order.ts';
import { exitStep, planStop, stopsOf, whyInvalid } from '../plan-stop.ts';
import { stopBareClock } from '../book-report.ts';
import type { PositionRecord, PositionReport } from '../position.ts';
import type { Step } from '../step.ts';
import { stopPrice } from '../stop-price.ts';
import { bookExecutions, executionsOf, executionsText, hasUnbookedFills, unbookedExecutions } from './executions.ts';
import { awaitSecondSight, forgetSightings } from './sightings.ts';
import type { Sight } from './sight.ts';

const EXECUTIONS_MARGIN_MS = 60_000;

/** One live row and its position: protect it, then book what is not booked, then correct what drifted. */
export function judgeMatch(sight: Sight, row: PositionRecord, report: PositionReport): Step[] {
  if (row.status === 'closing') return judgeClosing(sight, row, report);
  const clock = auditBareClock(sight, row, report);
  if (clock.length > 0) return clock;
  const protection = planStop(sight, row, report.quantity);
  if (protection.some((step) => step.type === 'send')) return protection;
  const books = hasUnbookedFills(sight, row) || !row.quantity.eq(report.quantity) ? correctBooks(sight, row, report) : forgetSightings(sight, row.leg);
  return [...books, ...protection];
}

/** An exit that did not take the whole position is followed by another, for what the exchange says is left. */
function judgeClosing(sight: Sight, row: PositionRecord, report: PositionReport): Step[] {
  const isExiting = sight.records.orders.some(
    (order) => order.positionId === row.id && order.role === 'exit' && (order.status === 'planned' || order.status === 'resting'),
  );
  if (isExiting) return [{ type: 'wait', why: 'an exit is on its way', forMs: 1_000 }];
  return [exitStep(sight, row, report.quantity, 'the last exit left something')];
}

/** Starts the bare clock when no valid stop rests although none was missed, and stops it when one does (I4). */
function auditBareClock(sight: Sight, row: PositionRecord, report: PositionReport): Step[] {
  const price = row.entryPrice === null ? null : stopPrice(row.side, row.entryPrice, row.stopRule, sight.market);
  const valid = price === null ? undefined : stopsOf(sight, row).find((stop) => whyInvalid(stop, row, report.quantity, price, sight) === null);
  if (valid?.report && row.bareSinceMs !== null) {
    const change = stopBareClock(row, valid.report.createdAtMs);
    if (change === null) return [];
    return [
      {
        type: 'record',
        why: 'a valid stop rests',
        facts: { positions: [change], events: [{ positionId: row.id, type: 'position_protected', evidence: 'E1', data: { bareMs: change.addBareMs, stop: valid.order.clientOrderId } }] },
      },
    ];
  }
  if (valid || row.bareSinceMs !== null) return [];
  const lastGoneMs = Math.max(row.protectedAtMs ?? 0, row.firstFillAtMs ?? 0, ...stopsOf(sight, row).map((stop) => stop.report?.updatedAtMs ?? 0));
  const bareSinceMs = Math.min(sight.beganAtMs, Math.max(lastGoneMs, report.updatedAtMs));
  return [
    {
      type: 'record',
      why: 'no valid stop rests: the bare clock runs',
      facts: { positions: [{ id: row.id, bareSinceMs }], events: [{ positionId: row.id, type: 'position_bare', evidence: 'E4', data: { since: bareSinceMs } }] },
    },
  ];
}

function correctBooks(sight: Sight, row: PositionRecord, report: PositionReport): Step[] {
  if (sight.executions === null) {
    return [{ type: 'read_executions', why: 'fills are not booked yet, or the size drifted', sinceMs: (row.firstFillAtMs ?? 0) - EXECUTIONS_MARGIN_MS }];
  }
  const executions = executionsOf(sight, row);
  const missing = unbookedExecutions(sight, executions);
  const fills = bookExecutions(sight, row, missing);
  if (hasFacts(fills)) {
    return [
      { type: 'record', why: `book ${executionsText(missing)}`, facts: { ...fills, events: [{ positionId: row.id, type: 'fills_booked', evidence: 'E2', data: { executions: missing.length } }] } },
    ];
  }
  if (row.quantity.eq(report.quantity)) return [];
  const reducing = sumOf(executions.filter(({ fill }) => fill.side === closingSide(row.side)).map(({ fill }) => fill.quantity));
  const all = sumOf(executions.map(({ fill }) => fill.quantity));
  const isExplained = all.minus(reducing).minus(reducing).eq(report.quantity);
  if (!isExplained) {
    const again = awaitSecondSight(sight, row.leg, 'drift', report.quantity);
    if (again !== null) return again;
  }
  return [
    {
      type: 'record',
      why: `the position holds ${decimalText(report.quantity)}, the row says ${decimalText(row.quantity)}`,
      facts: {
        positions: [{ id: row.id, quantity: report.quantity }],
        events: [
          { positionId: row.id, type: 'quantity_corrected', evidence: isExplained ? 'E2' : 'E4', data: { from: decimalText(row.quantity), to: decimalText(report.quantity) } },
        ],
      },
    },
  ];
}
