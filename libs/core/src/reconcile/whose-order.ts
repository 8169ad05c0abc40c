import { ownOrderRole } from '../client-order-id.ts';
import { isTerminal, type OrderRecord, type OrderReport } from '../order.ts';
import type { Execution } from '../views.ts';
import type { Sight } from './sight.ts';

/** The ids under which an order's executions may appear: its own, or that of the order that it triggered into. */
export function exchangeIdsOf(order: OrderRecord): string[] {
  const ids = order.list === 'conditional' ? [order.childOrderId] : [order.exchangeOrderId, order.childOrderId];
  return ids.filter((id) => id !== null);
}

/**
 * The row of the order that an execution belongs to: one of ours by the exchange's id or, while that is not known, by our
 * own, which the child of a triggered stop bears too; else the row that was made for an order of others. Null: there is none yet.
 */
export function orderOf(sight: Sight, { fill, order: report }: Execution): OrderRecord | null {
  const byId = sight.records.orders.filter((order) => exchangeIdsOf(order).includes(fill.exchangeOrderId));
  const own = byId.find((order) => order.role !== 'foreign') ?? sight.records.orders.find((order) => report !== null && hasExecutedAs(order, report));
  return own ?? byId[0] ?? null;
}

/**
 * Whether a report from the plain list is of an order of ours whose id there the books do not have yet. Where they have one it
 * decides: Binance lets a client id be used again once its order is gone.
 */
export function hasExecutedAs(order: OrderRecord, report: OrderReport): boolean {
  return order.role !== 'foreign' && report.list === 'plain' && exchangeIdsOf(order).length === 0 && order.clientOrderId === report.clientOrderId && order.side === report.side;
}

/** Whether an execution came from an order that this deployment's ids mark as ours. */
export function isOwnExecution(execution: Execution): boolean {
  return execution.order !== null && ownOrderRole(execution.order.clientOrderId) !== null;
}

/**
 * Whether an execution whose order cannot be read may be that of an order of ours which has no id of the exchange yet, be it
 * one that was given up. Booked as somebody else's it would tell a wrong story until that is found. After the bound it is somebody else's.
 */
export function mayBeOurs(sight: Sight, execution: Execution): boolean {
  const { fill, order: report } = execution;
  if (report !== null || orderOf(sight, execution) !== null || fill.atMs <= sight.beganAtMs - sight.rules.bounds.notFindableMs) return false;
  return sight.records.orders.some((order) => order.role !== 'foreign' && mayStillExecute(order) && order.side === fill.side && exchangeIdsOf(order).length === 0);
}

/** A late fill always wins: what was said never to have existed may have. */
function mayStillExecute({ status }: OrderRecord): boolean {
  return !isTerminal(status) || status === 'never_existed';
}
