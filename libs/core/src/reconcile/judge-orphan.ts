import { decimalText } from '../decimal.ts';
import { derivedId } from '../derived-id.ts';
import type { NewPosition } from '../facts.ts';
import type { PositionReport } from '../position.ts';
import type { PositionRecord } from '../position.ts';
import type { Step } from '../step.ts';
import type { Execution } from '../views.ts';
import { bookExecutions, isOwnExecution, lifeOf } from './executions.ts';
import { awaitSecondSight } from './sightings.ts';
import type { Sight } from './sight.ts';

/** How far back an orphan's own executions are looked for: Binance answers for at most 7 days a request. */
const HISTORY_MS = 7 * 24 * 3_600_000;

/**
 * A position without a live row (an orphan). It is taken into the books with its orders and fills, so that sync can
 * never make a ghost; what it becomes is the account's policy. An entry of ours that turned up late was booked before
 * this is asked (see bookNews): a late fill reopens its own row.
 */
export function judgeOrphan(sight: Sight, report: PositionReport): Step[] {
  const policy = sight.rules.foreignPositions;
  if (sight.executions === null) {
    return [{ type: 'read_executions', why: `a position of ${decimalText(report.quantity)} without a row: where does it come from?`, sinceMs: sight.beganAtMs - HISTORY_MS }];
  }
  const life = lifeOf(report, sight.executions);
  const isOurs = life !== null && life.some(isOwnExecution);
  if (!isOurs && policy === 'ignore') return [];
  // Without executions of our own, only two fresh reads tell an orphan from a row that is just being written.
  const again = awaitSecondSight(sight, report.leg, 'orphan', report.quantity);
  if (again !== null) return again;
  if (!isOurs && policy === 'alert') {
    return [{ type: 'record', why: 'tell of the foreign position', facts: { pages: [orphanPage(sight, report)] } }];
  }
  return [adopt(sight, report, life, isOurs || policy === 'adopt')];
}

function adopt(sight: Sight, report: PositionReport, life: readonly Execution[] | null, isAdopted: boolean): Step {
  const first = life?.[0]?.fill;
  const firstFillAtMs = first?.atMs ?? report.updatedAtMs;
  const { exchange, account, symbol } = sight.key;
  const position: NewPosition = {
    // Made of the life's first execution: adopting twice after a crash finds the first row.
    id: derivedId('position', exchange, account, symbol, report.leg, first?.tradeId ?? String(firstFillAtMs)),
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
  const history = bookExecutions({ ...sight, records: { ...sight.records, orders: [] } }, row, life ?? []);
  return {
    type: 'record',
    why: `take the position of ${decimalText(report.quantity)} at ${decimalText(report.entryPrice)} into the books (${position.origin})`,
    facts: {
      newPositions: [position],
      ...history,
      events: [
        {
          positionId: position.id,
          type: 'position_adopted',
          evidence: 'E4',
          data: { origin: position.origin, quantity: decimalText(report.quantity), entryPrice: decimalText(report.entryPrice), executions: life?.length ?? null },
        },
      ],
      sightings: sight.records.sightings.filter((seen) => seen.leg !== report.leg),
      ...(isAdopted ? {} : { pages: [orphanPage(sight, report)] }),
    },
  };
}

function orphanPage(sight: Sight, report: PositionReport): { subject: string; text: string } {
  const { exchange, account, symbol } = sight.key;
  return {
    subject: `foreign-position.${exchange}.${account}.${symbol}.${report.leg}`,
    text: `${symbol} (${exchange} ${account}): a ${report.side} position of ${decimalText(report.quantity)} is open that this fleet did not open.`,
  };
}
