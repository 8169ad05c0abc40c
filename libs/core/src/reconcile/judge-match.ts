import { exitSteps } from '../closing-steps.ts';
import { type Decimal, decimalText, ZERO } from '../decimal.ts';
import { planStop } from '../plan-stop.ts';
import type { PositionRecord, PositionReport } from '../position.ts';
import type { Step } from '../step.ts';
import type { Wish } from '../wish.ts';
import { auditBareClock } from './audit-bare-clock.ts';
import { bookStep, missingPage, readExecutionsStep, unaccountedQuantity, unbookedQuantity } from './executions.ts';
import { EXITS_IN_VAIN_MAX, isInVain, restAfterVainMs } from './exits-in-vain.ts';
import { followAgainInMs, judgeFollow } from './judge-follow.ts';
import { judgeGhost } from './judge-ghost.ts';
import { judgeReduce } from './judge-reduce.ts';
import { judgeStopWish } from './judge-stop-wish.ts';
import { closeWishOf, settleStep } from './judge-wishes.ts';
import { type Life, lifeOfRow } from './life.ts';
import { awaitSecondSight, forgetSightings, hasNoted, notedForMs, tellOnce, withNote } from './sightings.ts';
import type { Sight } from './sight.ts';

/** One live row and its position: protect it, then book what is not booked, then correct what drifted. */
export function judgeMatch(sight: Sight, row: PositionRecord, report: PositionReport): Step[] {
  const life = sight.executions === null ? null : lifeOfRow(sight, row, report);
  // Our position ended, and what is there now is another that began since, with nobody looking in between.
  if (life?.hasEnded && life.isExplained) return judgeGhost(sight, row, report);
  const audit = auditBareClock(sight, row, report);
  const protection = row.status === 'closing' ? keepStop(sight, audit.row, report, judgeClosing(sight, row, report)) : judgeOpen(sight, audit.row, report);
  const guarded = guardExit(sight, row, report, life, protection);
  if (guarded !== protection) return [...audit.steps, ...protectMeanwhile(sight, audit.row, report, life), ...guarded];
  if (protection.some((step) => step.type === 'send')) return [...audit.steps, ...protection];
  // It seemed to have ended, with another in its place: whether it has is asked again, and not forgotten because both look alike.
  const seemedOver = life === null && sight.records.sightings.some(({ leg, what }) => leg === row.leg && what === 'flat');
  if (seemedOver) return [...audit.steps, ...protection, readExecutionsStep(sight, 'it seemed to have ended once: has it?', row.firstFillAtMs)];
  const missing = missingQuantity(sight, row);
  // What was told of is looked for again now and then: executions that were held back still belong in the books (I9).
  const toldForMs = missing.eq(ZERO) ? null : notedForMs(sight, row.leg, 'told', missingPage(sight, row, missing).text);
  const lookAgainInMs = toldForMs === null ? 0 : sight.rules.bounds.notFindableMs - toldForMs;
  const isSettled = row.quantity.eq(report.quantity) && (missing.eq(ZERO) || lookAgainInMs > 0);
  const books = isSettled ? forgetSightings(sight, row.leg, true) : correctBooks(sight, row, report, life);
  const again: Step[] = isSettled && lookAgainInMs > 0 ? [{ type: 'wait', why: 'executions are missing from the history', forMs: lookAgainInMs }] : [];
  const wished = isSettled && row.status === 'open' && books.length === 0 ? guardExit(sight, row, report, life, judgeReduce(sight, row, report.quantity)) : [];
  return [...audit.steps, ...protection, ...books, ...again, ...wished, ...followAgain(sight, row)];
}

function followAgain(sight: Sight, row: PositionRecord): Step[] {
  const forMs = followAgainInMs(sight, row);
  return forMs === null ? [] : [{ type: 'wait', why: 'its plan follows the price', forMs, isRoutine: true }];
}

/** What an open position needs: to be closed, where a signal wants that; else a stop, where a signal or its plan wants it. */
function judgeOpen(sight: Sight, row: PositionRecord, report: PositionReport): Step[] {
  const wish = closeWishOf(sight, row);
  if (wish !== null) return exitSteps(sight, row, report.quantity, `signal ${wish.externalId} of ${wish.source} wants it closed`, wish);
  return judgeStopWish(sight, row, report.quantity) ?? judgeFollow(sight, row, report.quantity) ?? planStop(sight, row, report.quantity);
}

/**
 * A market order closes whatever is there: first make sure that it still is what our row is about (I11). A last resort of protection
 * is not held up for it unless something of ours has executed; what somebody wants can wait for the look.
 */
function guardExit(sight: Sight, row: PositionRecord, report: PositionReport, life: Life | null, steps: Step[]): Step[] {
  const exit = steps.find(isExit);
  if (exit === undefined) return steps;
  const wish = exit.type === 'send' ? sight.records.wishes.find(({ id }) => id === exit.send.newOrder?.wishId) : undefined;
  if (life === null && (wish !== undefined || hasReduced(sight, row))) return [readExecutionsStep(sight, 'a market order closes whatever is there: is this still the same position?', row.firstFillAtMs)];
  if (wish !== undefined && life?.hasEnded && row.status === 'open') return refuseUnsure(sight, row, wish);
  return isOlderThanExecutions(sight, report) ? [{ type: 'wait', why: 'the reported size is older than the last execution', forMs: 1_000 }] : steps;
}

/** While an exit is held up, an open position is protected as if nobody wanted one, however long that lasts (I4). */
function protectMeanwhile(sight: Sight, row: PositionRecord, report: PositionReport, life: Life | null): Step[] {
  if (row.status !== 'open') return [];
  const steps = planStop(sight, row, report.quantity);
  return guardExit(sight, row, report, life, steps) === steps ? steps : steps.filter((step) => !isExit(step));
}

/**
 * By its executions the position has ended and another begun, and they do not add up to what is held: nobody can say whose that is. So
 * nothing is closed for a signal; a person is told, and the signal fails once late executions would have come (I11, I12).
 */
function refuseUnsure(sight: Sight, row: PositionRecord, wish: Wish): Step[] {
  const text = `${sight.key.symbol}: what should be closed seems to have ended, and its executions do not add up to what is held now. Look at the account's history.`;
  const toldForMs = notedForMs(sight, row.leg, 'told', text);
  const lateForMs = sight.rules.bounds.notFindableMs - (toldForMs ?? 0);
  if (toldForMs !== null && lateForMs <= 0) return [settleStep(wish, 'failed', 'it cannot be told whether what is held is still the same position', row.id)];
  return [...tellOnce(sight, row.leg, { subject: `unsure-exit.${row.id}`, text }), { type: 'wait', why: 'the position seems to have ended, and another begun', forMs: Math.min(1_000, lateForMs) }];
}

/** Whether a stop or exit of a row has executed, booked or not: its position may be over, and another one begun. */
function hasReduced(sight: Sight, row: PositionRecord): boolean {
  return sight.records.orders.some((order) => order.positionId === row.id && (order.role === 'stop' || order.role === 'exit') && order.executedQuantity.gt(ZERO));
}

/** An exit that did not take the whole position is followed by another, for what the exchange says is left. */
function judgeClosing(sight: Sight, row: PositionRecord, report: PositionReport): Step[] {
  const { protectionWindowMs, fenceSkewMs } = sight.rules.bounds;
  const exits = sight.records.orders.filter((order) => order.positionId === row.id && order.role === 'exit').toSorted((a, b) => a.generation - b.generation);
  if (exits.some(({ status }) => status === 'resting' || status === 'triggered')) return [{ type: 'wait', why: 'an exit is on its way', forMs: 1_000 }];
  // Without an answer it may still arrive until its request expires; a later one only ever reduces, so it does no harm.
  const lastSentAtMs = Math.max(0, ...exits.filter(({ status }) => status === 'planned').map(({ createdAtMs }) => createdAtMs));
  const arrivesForMs = lastSentAtMs + protectionWindowMs + fenceSkewMs - sight.records.nowMs;
  if (arrivesForMs > 0) return [{ type: 'wait', why: 'an exit was sent and its answer is not known yet', forMs: Math.min(1_000, arrivesForMs) }];
  // One that was refused, or met no taker, would fare alike at once: what it met must have time to change, or to be reported.
  const vain = exits.slice(exits.findLastIndex((order) => !isInVain(order)) + 1);
  const vainForMs = restAfterVainMs(vain, sight.records.nowMs);
  const text = `${sight.key.symbol}: the position cannot be closed, ${EXITS_IN_VAIN_MAX} exits in a row came to nothing. It is tried again and again; look at the market.`;
  const told = vain.length < EXITS_IN_VAIN_MAX ? [] : tellOnce(sight, row.leg, { subject: `stuck-exit.${row.id}`, text });
  if (vainForMs > 0) return [...told, { type: 'wait', why: 'the last exit came to nothing', forMs: vainForMs }];
  return exitSteps(sight, row, report.quantity, 'the last exit left something', closeWishOf(sight, row));
}

/** While nothing of an exit can be sent, what is left of the position keeps its stop (I4). That the price is beyond it is what the exit is for. */
function keepStop(sight: Sight, row: PositionRecord, report: PositionReport, steps: Step[]): Step[] {
  if (steps.some((step) => step.type === 'send')) return steps;
  const stops = planStop(sight, row, report.quantity);
  return stops.some(isExit) ? steps : [...steps, ...stops];
}

function correctBooks(sight: Sight, row: PositionRecord, report: PositionReport, life: Life | null): Step[] {
  if (life === null) return [readExecutionsStep(sight, 'fills are not booked yet, or the size drifted', row.firstFillAtMs)];
  const booking = bookStep(sight, row, life.executions);
  if (booking !== null) return [booking];
  // What an earlier row of the leg booked may be accounted for by nothing here; this one's history is whole.
  const isWhole = life.isExplained && unbookedQuantity(sight, row).eq(ZERO);
  if (row.quantity.eq(report.quantity)) return isWhole ? forgetSightings(sight, row.leg, true) : awaitExecutions(sight, row);
  if (!life.isExplained) {
    if (isOlderThanExecutions(sight, report)) return [{ type: 'wait', why: 'the reported size is older than the last execution', forMs: 1_000 }];
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

/** How much was executed that no booked fill tells of: by our orders, or else by whatever changed the size. */
function missingQuantity(sight: Sight, row: PositionRecord): Decimal {
  const unbooked = unbookedQuantity(sight, row);
  return unbooked.gt(ZERO) ? unbooked : unaccountedQuantity(sight, row);
}

/** More was executed than the exchange lists executions for: they are late, and if they stay away, that is told. */
function awaitExecutions(sight: Sight, row: PositionRecord): Step[] {
  const missing = missingQuantity(sight, row);
  const page = missingPage(sight, row, missing);
  const { text } = page;
  if (hasNoted(sight, row.leg, 'told', text)) return [{ type: 'record', why: 'the executions are still missing', facts: { sightings: withNote(sight, row.leg, 'told', text) } }];
  const again = awaitSecondSight(sight, row.leg, 'drift', missing, sight.rules.bounds.notFindableMs);
  if (again !== null) return again;
  return tellOnce(sight, row.leg, page);
}

/** A report that some execution of its leg is not in yet says nothing about what is held now (I6). */
function isOlderThanExecutions(sight: Sight, report: PositionReport): boolean {
  return (sight.executions ?? []).some(({ fill }) => fill.leg === report.leg && fill.atMs > report.updatedAtMs);
}

function isExit(step: Step): boolean {
  return step.type === 'send' && step.send.newOrder?.role === 'exit';
}
