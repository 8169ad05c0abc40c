import { openRow } from '../book-report.ts';
import { cancelStops } from '../closing-steps.ts';
import { decimalText, sumOf, ZERO } from '../decimal.ts';
import { isTerminal, type OrderRecord } from '../order.ts';
import type { PositionRecord, PositionReport } from '../position.ts';
import type { Step } from '../step.ts';
import { bookStep, readExecutionsStep, unbookedQuantity } from './executions.ts';
import { lifeOf } from './life.ts';
import { isLeftAlone } from './judge-orphan.ts';
import { endLostOrders } from './lost-orders.ts';
import { awaitSecondSight } from './sightings.ts';
import { reportOf, type Sight } from './sight.ts';
import { exchangeIdsOf, isOwnExecution, orderOf } from './whose-order.ts';

/** As many decimal places as the books hold of a price. */
const PRICE_PLACES = 18;

/**
 * A row whose entry has no confirmed fill. While the entry may still turn up the row keeps its key and its slot; an
 * entry that never existed keeps them a while longer, because a late fill always wins.
 */
export function judgeOpening(sight: Sight, row: PositionRecord, report: PositionReport): Step[] {
  const entry = sight.records.orders.find((order) => order.positionId === row.id && order.role === 'entry');
  if (entry?.executedQuantity.gt(ZERO)) return openFromExecutions(sight, row, entry);
  const isUnanswered = sight.records.intents.some((intent) => intent.orderId !== null && intent.orderId === entry?.id);
  const isOpenEnded = isUnanswered || (entry !== undefined && !isTerminal(entry.status));
  // A position that the row may be about: executions tell of our entry even while its look-up lags (see reportOf).
  if (entry !== undefined && sight.executions === null && (isOpenEnded ? report.quantity.gt(ZERO) : entry.status === 'never_existed' && heldForMs(sight, entry) <= 0)) {
    return [readExecutionsStep(sight, 'did the entry fill after all?', entry.createdAtMs)];
  }
  const stops = sight.records.orders.filter((order) => order.positionId === row.id && order.role === 'stop');
  const resting = stops.filter((order) => !isTerminal(order.status) && reportOf(sight, order.id)?.status === 'resting');
  // A stop that was placed before the entry covers its late fill, and would close what somebody else opens meanwhile. Where that is to be protected it
  // stays until that has a stop of its own (I5); where it is to be left alone it goes (I11).
  if (resting.length > 0 && isForeign(sight, report) && isLeftAlone(sight, report)) return cancelStops(sight, row, resting, 'what is there is not of its entry', 'E4', true);
  if (isOpenEnded) return [{ type: 'wait', why: 'the entry has no final answer yet', forMs: 1_000 }];
  const forMs = entry?.status === 'never_existed' ? heldForMs(sight, entry) : 0;
  if (forMs > 0) return [{ type: 'wait', why: 'the entry was not found; its fill may only be late', forMs }];
  return endStops(sight, row, report, stops, resting) ?? [
    {
      type: 'record',
      why: 'the entry never stood: close its row',
      facts: {
        positions: [{ id: row.id, status: 'closed', closeReason: 'never_filled', closedAtMs: sight.beganAtMs, realisedPnl: ZERO }],
        events: [{ positionId: row.id, type: 'position_never_filled', evidence: entry?.status === 'never_existed' ? 'E5' : 'E1', data: { atExchange: report.quantity.toFixed() } }],
        ...(row.signalId === null ? {} : { signals: [{ id: row.signalId, outcome: 'failed' as const, reason: 'the entry never stood' }] }),
      },
    },
  ];
}

/** Whether a position is there that executions explain from nothing, and none of them is of ours. */
function isForeign(sight: Sight, report: PositionReport): boolean {
  if (report.quantity.eq(ZERO) || sight.executions === null) return false;
  const life = lifeOf(report, sight.executions);
  return life !== null && life.length > 0 && !life.some(isOwnExecution) && life.every((execution) => orderOf(sight, execution)?.role !== 'entry');
}

/** What the stops that went before an entry still need once it never stood: to go, and to have in the books what they executed (I9). Null: nothing. */
function endStops(sight: Sight, row: PositionRecord, report: PositionReport, stops: readonly OrderRecord[], resting: readonly OrderRecord[]): Step[] | null {
  const isFlat = report.quantity.eq(ZERO);
  if (resting.length > 0 && isFlat) return awaitSecondSight(sight, row.leg, 'flat', ZERO) ?? cancelStops(sight, row, resting, 'its entry never stood', 'E5', true);
  if (resting.length > 0 && isLeftAlone(sight, report)) return cancelStops(sight, row, resting, 'its entry never stood', 'E5', true);
  // What is there is adopted once the row is closed, and has its own stop before this one goes.
  const unfinished = stops.filter((order) => !isTerminal(order.status) && !resting.includes(order));
  if (unfinished.length > 0) return endLostOrders(sight, row, unfinished) ?? [{ type: 'wait', why: `stop ${unfinished[0]!.clientOrderId} is not final yet`, forMs: 1_000 }];
  if (unbookedQuantity(sight, row).eq(ZERO)) return null;
  if (sight.executions === null) return [readExecutionsStep(sight, 'its stop executed, and its entry never stood', row.createdAtMs)];
  const booking = bookStep(sight, row, []);
  return booking === null ? awaitSecondSight(sight, row.leg, 'drift', unbookedQuantity(sight, row), sight.rules.bounds.notFindableMs) : [booking];
}

/** How much longer an entry that never existed keeps its key: until it could have been found for sure, and the hold. */
function heldForMs(sight: Sight, entry: OrderRecord): number {
  const { entryWindowMs, fenceSkewMs, notFindableMs, neverFilledHoldMs } = sight.rules.bounds;
  return entry.createdAtMs + entryWindowMs + fenceSkewMs + notFindableMs + neverFilledHoldMs - sight.records.nowMs;
}

/** The exchange said how much of the entry was executed, but not at which price: its executions do. */
function openFromExecutions(sight: Sight, row: PositionRecord, entry: OrderRecord): Step[] {
  if (sight.executions === null) return [readExecutionsStep(sight, 'the entry filled: at which price?', entry.createdAtMs)];
  const ids = exchangeIdsOf(entry);
  const fills = sight.executions.map(({ fill }) => fill).filter((fill) => ids.includes(fill.exchangeOrderId));
  const quantity = sumOf(fills.map((fill) => fill.quantity));
  const first = fills[0];
  if (first === undefined || quantity.lt(entry.executedQuantity)) return [{ type: 'wait', why: "the entry's executions are not all listed yet", forMs: 1_000 }];
  const entryPrice = sumOf(fills.map((fill) => fill.quantity.times(fill.price))).div(quantity).round(PRICE_PLACES);
  const data = { clientOrderId: entry.clientOrderId, executed: decimalText(quantity), averagePrice: decimalText(entryPrice) };
  return [{ type: 'record', why: 'the entry filled: open its row', facts: openRow(row, { quantity, entryPrice, atMs: first.atMs }, 'E2', data) }];
}
