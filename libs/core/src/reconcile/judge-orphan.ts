import { cancelStops } from '../closing-steps.ts';
import { decimalText } from '../decimal.ts';
import { derivedId } from '../derived-id.ts';
import type { NewPage, NewPosition } from '../facts.ts';
import type { PositionRecord, PositionReport } from '../position.ts';
import type { Step } from '../step.ts';
import type { Execution } from '../views.ts';
import { bookExecutions } from './executions.ts';
import { coversForeign } from './judge-wishes.ts';
import { lifeOf } from './life.ts';
import { awaitSecondSight, firstSeenAtMs, hasNoted, tellOnce, withNote } from './sightings.ts';
import { restingStops } from './leftover-stops.ts';
import type { Sight } from './sight.ts';
import { isOwnExecution } from './whose-order.ts';

/** How far back an orphan's own executions are looked for: Binance answers for at most 7 days a request. */
const HISTORY_MS = 7 * 24 * 3_600_000;

/**
 * A position without a live row (an orphan). It is taken into the books with its orders and fills, so that sync can
 * never make a ghost; what it becomes is the account's policy. An entry of ours that turned up late was booked before
 * this is asked (see book-news.ts): a late fill reopens its own row.
 */
export function judgeOrphan(sight: Sight, report: PositionReport): Step[] {
  const policy = sight.rules.foreignPositions;
  // The operator wants it closed: a row holds the key meanwhile, and what becomes of it is in the books.
  const leavesAlone = isLeftAlone(sight, report);
  const leftovers = restingStops(sight, report.leg);
  const page = orphanPage(sight, report);
  // It was looked into before, and found to be foreign.
  if (leavesAlone && leftovers.length === 0 && hasNoted(sight, report.leg, 'told', page.text)) return [];
  if (sight.executions === null) {
    const sinceMs = Math.max(0, sight.beganAtMs - HISTORY_MS);
    return [{ type: 'read_executions', why: `a position of ${decimalText(report.quantity)} without a row: where does it come from?`, sinceMs }];
  }
  // Only two fresh reads tell an orphan from a row that is just being written.
  const again = awaitSecondSight(sight, report.leg, 'orphan', report.quantity);
  if (again !== null) return again;
  const life = lifeOf(report, sight.executions);
  const isOurs = life !== null && life.some(isOwnExecution);
  if (isOurs || !leavesAlone) return [adopt(sight, report, life ?? [], isOurs || policy === 'adopt')];
  // A stop of ours that an earlier position left could close what is not ours (I11).
  if (leftovers.length > 0) return cancelStops(sight, null, leftovers, 'its position is closed, and what is there now is foreign', 'E4', true);
  if (policy === 'alert') return tellOnce(sight, report.leg, page);
  return [{ type: 'record', why: 'a foreign position is left alone', facts: { sightings: withNote(sight, report.leg, 'told', page.text) } }];
}

/** Whether the operator's policy leaves a position alone that is not ours; a signal that wants it closed overrules it. */
export function isLeftAlone(sight: Sight, report: PositionReport): boolean {
  const policy = sight.rules.foreignPositions;
  return (policy === 'ignore' || policy === 'alert') && !coversForeign(sight, report);
}

function adopt(sight: Sight, report: PositionReport, life: readonly Execution[], isAdopted: boolean): Step {
  const first = life[0]?.fill;
  const firstFillAtMs = first?.atMs ?? report.updatedAtMs;
  const { exchange, account, symbol } = sight.key;
  const seenAtMs = firstSeenAtMs(sight, report.leg, 'orphan') ?? sight.records.nowMs;
  const position: NewPosition = {
    // Adopting twice after a crash finds the first row; a row of the same life that was closed by mistake does not keep
    // the position out of the books, because it was seen as an orphan at another time.
    id: derivedId('position', exchange, account, symbol, report.leg, first?.tradeId ?? String(firstFillAtMs), String(seenAtMs)),
    leg: report.leg,
    status: 'open',
    origin: isAdopted ? 'adopted' : 'foreign',
    signalId: null,
    side: report.side,
    quantity: report.quantity,
    entryPrice: report.entryPrice,
    stopRule: sight.rules.stop,
    firstFillAtMs,
    bareSinceMs: firstFillAtMs,
  };
  const row: PositionRecord = { ...position, protectedAtMs: null, closeReason: null, createdAtMs: sight.records.nowMs };
  const booked = bookExecutions(sight, row, life);
  return {
    type: 'record',
    why: `take the position of ${decimalText(report.quantity)} at ${decimalText(report.entryPrice)} into the books (${position.origin})`,
    facts: {
      newPositions: [position],
      ...booked,
      events: [
        {
          positionId: position.id,
          type: 'position_adopted',
          evidence: 'E4',
          data: { origin: position.origin, quantity: decimalText(report.quantity), entryPrice: decimalText(report.entryPrice), executions: life.length },
        },
      ],
      sightings: sight.records.sightings.filter((seen) => seen.leg !== report.leg),
      pages: [...(booked.pages ?? []), ...(isAdopted ? [] : [orphanPage(sight, report)])],
    },
  };
}

function orphanPage(sight: Sight, report: PositionReport): NewPage {
  const { exchange, account, symbol } = sight.key;
  return {
    subject: `foreign-position.${exchange}.${account}.${symbol}.${report.leg}`,
    text: `${symbol} (${exchange} ${account}): a ${report.side} position of ${decimalText(report.quantity)} is open that this fleet did not open.`,
  };
}
