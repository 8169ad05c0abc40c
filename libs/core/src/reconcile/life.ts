import { executedOrderName } from '../attached-stop.ts';
import { exchangeCause } from '../client-order-id.ts';
import { decimal, type Decimal, sumOf, ZERO } from '../decimal.ts';
import type { EvidenceGrade } from '../evidence.ts';
import { keptSinceMs } from '../executions-kept.ts';
import { openingSide, type OrderRecord, type PositionSide } from '../order.ts';
import type { CloseReason, PositionRecord, PositionReport } from '../position.ts';
import type { Execution } from '../views.ts';
import type { Sight } from './sight.ts';
import { exchangeIdsOf, orderOf } from './whose-order.ts';

const MINUS_ONE: Decimal = decimal('-1');

/** One execution of a leg, and what the leg held before and after it: positive on the side that is asked about. */
export interface Moment {
  readonly execution: Execution;
  readonly before: Decimal;
  readonly after: Decimal;
}

/** The executions between a position's first fill and its end, or now. */
export interface Life {
  /** Oldest first; one that turned the position round belongs to the life that it ended. */
  readonly executions: readonly Execution[];
  /** They account for all that the position held, from nothing to what is reported: nothing is missing among them. */
  readonly isExplained: boolean;
  /** The position went to nothing within them, although another may have begun since. */
  readonly hasEnded: boolean;
  /** The result that the exchange booked on them; null: it keeps only the later part of them. */
  readonly realisedPnl: Decimal | null;
}

/**
 * The executions that built the position now at the exchange, oldest first: walked back from the newest until the
 * position was flat. Null when the history that was read does not reach that far.
 */
export function lifeOf(report: PositionReport, executions: readonly Execution[]): Execution[] | null {
  const course = courseOf(report, report.side, executions);
  // Below zero: this execution turned the position round, so the life began with it.
  const start = course.findLastIndex((moment) => moment.before.lte(ZERO));
  return start === -1 ? null : course.slice(start).map(({ execution }) => execution);
}

/** The life of a row, told from the executions that were read and from what the exchange holds now. */
export function lifeOfRow(sight: Sight, row: PositionRecord, report: PositionReport): Life {
  const course = courseOf(report, row.side, sight.executions ?? []);
  const orders = sight.records.orders.filter((order) => order.positionId === row.id);
  const own = new Set(orders.flatMap(exchangeIdsOf));
  const sinceMs = row.firstFillAtMs ?? Number.POSITIVE_INFINITY;
  // The entry's executions may carry a stamp just before the order's own update time, so its ids count as well.
  // What neither found nor left anything on the row's side is of the position before it, in the same instant perhaps. A row that was adopted began with
  // the newest position that was there then: of several that began in one instant it is the last.
  const began = hasEntry(orders) ? -1 : course.findLastIndex(({ execution: { fill }, before, after }) => fill.atMs === sinceMs && before.lte(ZERO) && after.gt(ZERO));
  const start = began !== -1 ? began : course.findIndex(({ execution: { fill }, before, after }) => own.has(fill.exchangeOrderId) || (fill.atMs >= sinceMs && (before.gt(ZERO) || after.gt(ZERO))));
  if (start === -1) return { executions: [], isExplained: false, hasEnded: false, realisedPnl: ZERO };
  const end = course.findIndex(({ after }, index) => index >= start && after.lte(ZERO));
  const moments = course.slice(start, end === -1 ? undefined : end + 1);
  const before = moments[0]?.before ?? ZERO;
  // Of a position that is older than its history only the end can be told.
  const isCut = before.gt(ZERO) && sinceMs < keptSinceMs(sight.key.exchange, sight.beganAtMs);
  return {
    executions: moments.map(({ execution }) => execution),
    isExplained: before.eq(ZERO) || ((isCut || !hasEntry(orders)) && passes(moments, row.quantity) && !isAsAdopted(sight, row, moments)),
    hasEnded: end !== -1,
    realisedPnl: isCut ? null : sumOf((before.lt(ZERO) ? moments.slice(1) : moments).map(({ execution }) => execution.fill.realisedPnl)),
  };
}

export interface CloseExplanation {
  readonly reason: CloseReason;
  readonly evidence: EvidenceGrade;
  /** Sum of the realised profits that the exchange booked, before fees; null: not known. */
  readonly realisedPnl: Decimal | null;
  readonly closedAtMs: number;
}

/**
 * Why a position is gone, from executions. Null when they do not add up to the whole of it: then only a second fresh
 * read can close the row, cause unknown (I6). An entry that filled is no evidence; only reducing executions are.
 */
export function explainClose(sight: Sight, life: Life): CloseExplanation | null {
  const last = life.executions.at(-1);
  if (last === undefined || !life.isExplained || !life.hasEnded) return null;
  return { ...causeOf(sight, last), realisedPnl: life.realisedPnl, closedAtMs: last.fill.atMs };
}

function causeOf(sight: Sight, execution: Execution): { reason: CloseReason; evidence: EvidenceGrade } {
  const own = orderOf(sight, execution);
  if (own?.role === 'stop') return { reason: 'stop', evidence: 'E2' };
  if (own?.role === 'exit') return { reason: own.wishId === null ? reasonByPlan(sight, own) : 'exit', evidence: 'E2' };
  const forced = exchangeCause(executedOrderName(sight, execution));
  if (forced !== null) return { reason: forced, evidence: 'E3' };
  // Read completely, and not by us and not by the exchange: a person or another program.
  return execution.order === null ? { reason: 'unknown', evidence: 'E4' } : { reason: 'manual', evidence: 'E4' };
}

/** An exit that no signal wanted: by what the row's plan had come to, or else the last resort of protection. */
function reasonByPlan({ records }: Sight, { positionId }: OrderRecord): CloseReason {
  const over = records.positions.find(({ id }) => id === positionId)?.stopRule.over;
  return over === undefined ? 'emergency' : over === 'too_old' ? 'exit' : 'stop';
}

/** The executions of a leg with what was held around each, walked back from what is held now. */
export function courseOf(report: PositionReport, side: PositionSide, executions: readonly Execution[]): Moment[] {
  let held = report.side === side ? report.quantity : report.quantity.times(MINUS_ONE);
  const course: Moment[] = [];
  for (const execution of executions.filter(({ fill }) => fill.leg === report.leg).reverse()) {
    const after = held;
    held = execution.fill.side === openingSide(side) ? held.minus(execution.fill.quantity) : held.plus(execution.fill.quantity);
    course.unshift({ execution, before: held, after });
  }
  return course;
}

/**
 * Whether these executions are just those that a row was adopted with: they made it what it is. Walked back from a report that lags they seem
 * to have ended a position that another one turned into.
 */
function isAsAdopted(sight: Sight, row: PositionRecord, moments: readonly Moment[]): boolean {
  const last = moments.at(-1);
  const order = last === undefined ? null : orderOf(sight, last.execution);
  if (last === undefined || order === null || order.createdAtMs > row.createdAtMs) return false;
  return last.after.minus(moments[0]?.before ?? ZERO).eq(row.quantity);
}

function hasEntry(orders: readonly OrderRecord[]): boolean {
  return orders.some((order) => order.role === 'entry');
}

/**
 * Whether the position held the given size at some moment. A history may begin in the middle of a life, where the row began as an
 * orphan or is older than the exchange keeps, or with an execution that turned another position round; then the size that the row
 * knows ties the two together.
 */
function passes(moments: readonly Moment[], quantity: Decimal): boolean {
  return moments.some(({ before, after }) => before.eq(quantity) || after.eq(quantity));
}
