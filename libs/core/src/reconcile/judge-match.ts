import { exitSteps } from '../closing-steps.ts';
import { decimalText, ZERO } from '../decimal.ts';
import { planStop } from '../plan-stop.ts';
import type { PositionRecord, PositionReport } from '../position.ts';
import type { Step } from '../step.ts';
import { auditBareClock } from './audit-bare-clock.ts';
import { bookStep, readExecutionsStep, unbookedQuantity } from './executions.ts';
import { judgeGhost } from './judge-ghost.ts';
import { type Life, lifeOfRow } from './life.ts';
import { awaitSecondSight, forgetSightings, tellOnce } from './sightings.ts';
import type { Sight } from './sight.ts';

/** One live row and its position: protect it, then book what is not booked, then correct what drifted. */
export function judgeMatch(sight: Sight, row: PositionRecord, report: PositionReport): Step[] {
  const life = sight.executions === null ? null : lifeOfRow(sight, row, report);
  // Our position ended, and what is there now is another that began since, with nobody looking in between.
  if (life?.hasEnded && life.isExplained) return judgeGhost(sight, row, report);
  const audit = row.status === 'closing' ? { row, steps: [] } : auditBareClock(sight, row, report);
  const protection = row.status === 'closing' ? judgeClosing(sight, row, report) : planStop(sight, audit.row, report.quantity);
  // A market order closes whatever is there: first make sure that it still is what our row is about (I11).
  if (life === null && protection.some(isExit) && unbookedQuantity(sight, row, ['stop', 'exit']).gt(ZERO)) {
    return [readExecutionsStep('a stop or exit of the position has executed: is this still the same one?', row.firstFillAtMs)];
  }
  if (protection.some((step) => step.type === 'send')) return [...audit.steps, ...protection];
  const isSettled = row.quantity.eq(report.quantity) && unbookedQuantity(sight, row).eq(ZERO);
  const isTold = protection.some((step) => step.type === 'record');
  const books = !isSettled ? correctBooks(sight, row, report, life) : isTold ? [] : forgetSightings(sight, row.leg);
  return [...audit.steps, ...protection, ...books];
}

/** An exit that did not take the whole position is followed by another, for what the exchange says is left. */
function judgeClosing(sight: Sight, row: PositionRecord, report: PositionReport): Step[] {
  const { bounds } = sight.rules;
  for (const exit of sight.records.orders) {
    if (exit.positionId !== row.id || exit.role !== 'exit') continue;
    if (exit.status === 'resting' || exit.status === 'triggered') return [{ type: 'wait', why: 'an exit is on its way', forMs: 1_000 }];
    // Without an answer it may still arrive until its request expires; a later one only ever reduces, so it does no harm.
    const arrivesForMs = exit.createdAtMs + bounds.protectionWindowMs + bounds.fenceSkewMs - sight.records.nowMs;
    if (exit.status === 'planned' && arrivesForMs > 0) return [{ type: 'wait', why: 'an exit was sent and its answer is not known yet', forMs: Math.min(1_000, arrivesForMs) }];
  }
  return exitSteps(sight, row, report.quantity, 'the last exit left something');
}

function correctBooks(sight: Sight, row: PositionRecord, report: PositionReport, life: Life | null): Step[] {
  if (life === null) return [readExecutionsStep('fills are not booked yet, or the size drifted', row.firstFillAtMs)];
  const booking = bookStep(sight, row, life.executions);
  if (booking !== null) return [booking];
  if (row.quantity.eq(report.quantity)) return awaitExecutions(sight, row);
  if (!life.isExplained) {
    const newestMs = Math.max(0, ...life.executions.map(({ fill }) => fill.atMs));
    if (report.updatedAtMs < newestMs) return [{ type: 'wait', why: 'the reported size is older than the last execution', forMs: 1_000 }];
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
          { positionId: row.id, type: 'quantity_corrected', evidence: life.isExplained ? 'E2' : 'E4', data: { from: decimalText(row.quantity), to: decimalText(report.quantity) } },
        ],
      },
    },
  ];
}

/** An order of ours executed more than the exchange lists executions for: they are late, and if they stay away, told. */
function awaitExecutions(sight: Sight, row: PositionRecord): Step[] {
  const missing = unbookedQuantity(sight, row);
  const again = awaitSecondSight(sight, row.leg, 'drift', missing, sight.rules.bounds.notFindableMs);
  if (again !== null) return again;
  const text = `${sight.key.symbol}: executions of ${decimalText(missing)} are missing from the account's history; the books do not add up.`;
  return tellOnce(sight, row.leg, missing, { subject: `missing-executions.${row.id}`, text });
}

function isExit(step: Step): boolean {
  return step.type === 'send' && step.send.closesPositionId !== null;
}
