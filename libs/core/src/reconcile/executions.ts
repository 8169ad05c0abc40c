import { exchangeCause, ownOrderRole } from '../client-order-id.ts';
import { decimalText, type Decimal, sumOf, ZERO } from '../decimal.ts';
import { derivedId } from '../derived-id.ts';
import type { EvidenceGrade } from '../evidence.ts';
import type { Facts, NewFill, NewOrder } from '../facts.ts';
import type { Leg } from '../key.ts';
import type { OrderRecord, OrderReport } from '../order.ts';
import { closingSide, openingSide } from '../order.ts';
import type { CloseReason, PositionRecord, PositionReport } from '../position.ts';
import type { Execution } from '../views.ts';
import type { Sight } from './sight.ts';

/** The executions of one leg that belong to a position's life: from its first fill on. */
export function executionsOf(sight: Sight, position: PositionRecord): Execution[] {
  const sinceMs = position.firstFillAtMs ?? Number.POSITIVE_INFINITY;
  const own = new Set(sight.records.orders.filter((order) => order.positionId === position.id).flatMap(exchangeIdsOf));
  return (sight.executions ?? []).filter(
    // The entry's executions may carry a stamp just before the order's own update time, so its ids count as well.
    ({ fill }) => fill.leg === position.leg && (fill.atMs >= sinceMs || own.has(fill.exchangeOrderId)),
  );
}

/**
 * Books the executions that are not booked yet, each under its order; orders that are not ours get a row of role
 * `foreign` (I9: the sum of booked fills equals the exchange's executions).
 */
export function bookExecutions(sight: Sight, position: PositionRecord, executions: readonly Execution[]): Facts {
  const orders = new Map(sight.records.orders.flatMap((order) => exchangeIdsOf(order).map((id) => [id, order.id] as const)));
  const newOrders: NewOrder[] = [];
  const fills: NewFill[] = [];
  for (const execution of executions) {
    const id = execution.fill.exchangeOrderId;
    const known = orders.get(id);
    const orderId = known ?? foreignOrderId(sight, id);
    if (known === undefined) {
      const all = executions.filter((other) => other.fill.exchangeOrderId === id);
      newOrders.push(foreignOrder(orderId, position.id, all));
      orders.set(id, orderId);
    }
    fills.push({ ...execution.fill, orderId });
  }
  return { ...(newOrders.length > 0 ? { newOrders } : {}), ...(fills.length > 0 ? { fills } : {}) };
}

/** The executions of orders whose fills are not all in the books. */
export function unbookedExecutions(sight: Sight, executions: readonly Execution[]): Execution[] {
  const executed = (id: string): Decimal => sumOf(executions.filter(({ fill }) => fill.exchangeOrderId === id).map(({ fill }) => fill.quantity));
  return executions.filter(({ fill }) => {
    const order = sight.records.orders.find((candidate) => exchangeIdsOf(candidate).includes(fill.exchangeOrderId));
    return order === undefined || order.bookedQuantity.lt(executed(fill.exchangeOrderId));
  });
}

/** Whether any order of the position has executions that are not booked yet. */
export function hasUnbookedFills(sight: Sight, position: PositionRecord): boolean {
  return sight.records.orders.some((order) => order.positionId === position.id && order.executedQuantity.gt(order.bookedQuantity));
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
export function explainClose(sight: Sight, position: PositionRecord, executions: readonly Execution[]): CloseExplanation | null {
  const opened = sumOf(executions.filter(({ fill }) => fill.side === openingSide(position.side)).map(({ fill }) => fill.quantity));
  const reducing = executions.filter(({ fill }) => fill.side === closingSide(position.side));
  const last = reducing.at(-1);
  if (last === undefined || sumOf(reducing.map(({ fill }) => fill.quantity)).lt(opened) || opened.eq(ZERO)) return null;
  const cause = causeOf(sight, last);
  return {
    ...cause,
    realisedPnl: sumOf(executions.map(({ fill }) => fill.realisedPnl)),
    closedAtMs: last.fill.atMs,
  };
}

function causeOf(sight: Sight, execution: Execution): { reason: CloseReason; evidence: EvidenceGrade } {
  const own = sight.records.orders.find((order) => exchangeIdsOf(order).includes(execution.fill.exchangeOrderId));
  if (own?.role === 'stop') return { reason: 'stop', evidence: 'E2' };
  if (own?.role === 'exit') return { reason: 'emergency', evidence: 'E2' };
  const forced = execution.order === null ? null : exchangeCause(execution.order.clientOrderId);
  if (forced !== null) return { reason: forced, evidence: 'E3' };
  // Read completely, and not by us and not by the exchange: a person or another program.
  return execution.order === null ? { reason: 'unknown', evidence: 'E4' } : { reason: 'manual', evidence: 'E4' };
}

/**
 * The executions that built the position now at the exchange, oldest first: walked back from the newest until the
 * position was flat. Null when the history that was read does not reach that far.
 */
export function lifeOf(report: PositionReport, executions: readonly Execution[]): Execution[] | null {
  const opening = openingSide(report.side);
  let held = report.quantity;
  const legs = executions.filter(({ fill }) => fill.leg === report.leg);
  for (let i = legs.length - 1; i >= 0; i -= 1) {
    const { fill } = legs[i]!;
    held = fill.side === opening ? held.minus(fill.quantity) : held.plus(fill.quantity);
    // Below zero: this execution turned the position round, so the life began with it.
    if (held.lte(ZERO)) return legs.slice(i);
  }
  return null;
}

/** The ids under which an order's executions may appear: its own, and that of the order it triggered into. */
export function exchangeIdsOf(order: OrderRecord): string[] {
  const ids = order.list === 'conditional' ? [order.childOrderId] : [order.exchangeOrderId, order.childOrderId];
  return ids.filter((id) => id !== null);
}

function foreignOrderId(sight: Sight, exchangeOrderId: string): string {
  return derivedId('order', sight.key.exchange, sight.key.account, sight.key.symbol, exchangeOrderId);
}

function foreignOrder(id: string, positionId: string, executions: readonly Execution[]): NewOrder {
  const { fill, order } = executions[0]!;
  const executed = sumOf(executions.map((execution) => execution.fill.quantity));
  return {
    id,
    positionId,
    role: 'foreign',
    generation: 0,
    clientOrderId: order?.clientOrderId ?? '',
    list: 'plain',
    side: fill.side,
    quantity: order?.quantity ?? executed,
    triggerPrice: null,
    triggerType: null,
    reduceOnly: order?.reduceOnly ?? false,
    closesPosition: false,
    status: foreignStatus(order),
    exchangeOrderId: fill.exchangeOrderId,
    childOrderId: null,
    executedQuantity: executed,
    averagePrice: order?.averagePrice ?? null,
  };
}

function foreignStatus(order: OrderReport | null): NewOrder['status'] {
  return order === null ? 'filled' : order.status;
}

/** Whether an execution came from an order that this deployment's ids mark as ours. */
export function isOwnExecution(execution: Execution): boolean {
  return execution.order !== null && ownOrderRole(execution.order.clientOrderId) !== null;
}

/** The legs that appear on either side. */
export function legsOf(sight: Sight): Leg[] {
  return [...new Set([...sight.records.positions.map((position) => position.leg), ...sight.view.positions.map((report) => report.leg)])].sort();
}

/** For events: `3 executions, 1500 in all`. */
export function executionsText(executions: readonly Execution[]): string {
  return `${executions.length} executions, ${decimalText(sumOf(executions.map(({ fill }) => fill.quantity)))} in all`;
}
