import { makeClientOrderId, ownOrderRole } from '../client-order-id.ts';
import { sumOf, ZERO } from '../decimal.ts';
import { derivedId } from '../derived-id.ts';
import type { Facts, NewFill, NewOrder } from '../facts.ts';
import { isTerminal, type OrderReport } from '../order.ts';
import { nextGeneration } from '../own-orders.ts';
import { bookExecutions } from '../reconcile/executions.ts';
import type { Execution } from '../views.ts';
import { hasRow, type LostSight } from './booked-key.ts';

/** How many generations of a position's stops or exits are tried in order to find out which one an id was made of. */
const GENERATIONS_TRIED = 2_000;

/** Whom orders are booked under. */
export interface Owner {
  readonly id: string;
  readonly hasEntry: boolean;
}

/**
 * Rows for orders that were executed and that the books lost, as what they were, with their executions (I9). Client ids are made of what an
 * order is for, so for a position that is known it can be told which of its stops and exits an id is of, and which wish an exit carried out.
 */
export function recoverExecuted(lost: LostSight, owner: Owner, executions: readonly Execution[]): Facts {
  const newOrders: NewOrder[] = [];
  const fills: NewFill[] = [];
  const foreign: Execution[] = [];
  let { hasEntry } = owner;
  for (const [exchangeOrderId, all] of Map.groupBy(executions, ({ fill }) => fill.exchangeOrderId)) {
    const report = all[0]?.order ?? null;
    const order = report === null ? null : toOrder(lost, owner, hasEntry, report, all, newOrders);
    if (order === null) {
      foreign.push(...all);
      continue;
    }
    hasEntry ||= order.role === 'entry';
    // A stranger's row may have been made under this id by whoever looked first: one id, one row, and that row keeps it.
    const isTaken = all.some(({ fill }) => lost.booked.trades.get(fill.tradeId)?.isOwn === false);
    newOrders.push(isTaken && order.list === 'plain' ? { ...order, exchangeOrderId: null, childOrderId: exchangeOrderId } : order);
    fills.push(...all.map(({ fill }) => ({ ...fill, orderId: order.id })));
  }
  const strangers = bookExecutions(lost.sight, owner, foreign);
  return { ...strangers, newOrders: [...newOrders, ...(strangers.newOrders ?? [])], fills: [...fills, ...(strangers.fills ?? [])] };
}

/** Rows for stops of ours that rest at the exchange and that the books lost, oldest first. Without an owner they are left over, and go. */
export function recoverResting(lost: LostSight, owner: Owner | null, reports: readonly OrderReport[], isOfOwner: boolean): NewOrder[] {
  const made: NewOrder[] = [];
  for (const report of reports.toSorted((a, b) => a.createdAtMs - b.createdAtMs)) {
    const known = owner === null ? null : generationOf(lost, owner.id, 'stop', report.clientOrderId);
    const positionId = owner !== null && (known !== null || isOfOwner) ? owner.id : null;
    const generation = known?.generation ?? (positionId === null ? 0 : nextOf(lost, positionId, 'stop', made));
    made.push(...[stopRow(report, report.status, positionId, generation)].filter((row) => row !== null));
  }
  return made;
}

function toOrder(lost: LostSight, owner: Owner, hasEntry: boolean, report: OrderReport, all: readonly Execution[], made: readonly NewOrder[]): NewOrder | null {
  const { clientOrderId } = report;
  const executed = sumOf(all.map(({ fill }) => fill.quantity));
  const essence = { clientOrderId, executedQuantity: executed, averagePrice: report.averagePrice };
  const plain = { list: 'plain', side: report.side, quantity: report.quantity?.gt(ZERO) ? report.quantity : executed, triggerPrice: null, triggerType: null, closesPosition: false, status: report.status, exchangeOrderId: report.exchangeOrderId, childOrderId: null } as const;
  const id = derivedId('order', clientOrderId);
  // Whoever did not know of it has given its name to a later one, which has the row of that name.
  if (lost.booked.named.has(clientOrderId) && !hasRow(lost.booked, clientOrderId, report.exchangeOrderId) && ownOrderRole(clientOrderId) !== 'entry') {
    return { ...essence, ...plain, id: derivedId('order', clientOrderId, report.exchangeOrderId), positionId: owner.id, role: 'exit', generation: 0, reduceOnly: true, wishId: exitOf(lost, owner.id, clientOrderId)?.wishId ?? null };
  }
  switch (ownOrderRole(clientOrderId)) {
    case 'entry':
      return { ...essence, ...plain, ...report.attachedStop, id, positionId: hasEntry ? null : owner.id, role: 'entry', generation: 1, reduceOnly: false, wishId: null };
    case 'exit': {
      const known = exitOf(lost, owner.id, clientOrderId);
      return { ...essence, ...plain, id, positionId: owner.id, role: 'exit', generation: known?.generation ?? nextOf(lost, owner.id, 'exit', made), reduceOnly: true, wishId: known?.wishId ?? null };
    }
    case 'stop': {
      const stop = lost.stops.get(clientOrderId);
      const known = generationOf(lost, owner.id, 'stop', clientOrderId);
      const status = isTerminal(report.status) ? report.status : 'triggered';
      const generation = known?.generation ?? nextOf(lost, owner.id, 'stop', made);
      const row = stop === undefined ? null : stopRow(stop, status, owner.id, generation);
      // A venue forgets conditional orders: what is left is the market order that it became, which took off as an exit does.
      if (row === null) return { ...essence, ...plain, id, positionId: owner.id, role: 'exit', generation: nextOf(lost, owner.id, 'exit', made), reduceOnly: true, wishId: null };
      return { ...row, ...essence, childOrderId: report.exchangeOrderId };
    }
    case null:
      return null;
  }
}

/** Null for a report without a trigger, or of no size: that is no stop that the books could hold. */
function stopRow(report: OrderReport, status: NewOrder['status'], positionId: string | null, generation: number): NewOrder | null {
  const { clientOrderId, side, quantity, triggerPrice, triggerType, closesPosition, exchangeOrderId, childOrderId, executedQuantity, averagePrice } = report;
  if (triggerPrice === null || !triggerPrice.gt(ZERO) || triggerType === null || !(closesPosition || quantity?.gt(ZERO))) return null;
  const essence = { clientOrderId, side, quantity: quantity?.gt(ZERO) ? quantity : null, triggerPrice, triggerType, closesPosition, exchangeOrderId, childOrderId, executedQuantity, averagePrice };
  return { ...essence, id: derivedId('order', clientOrderId), positionId, role: 'stop', generation, list: 'conditional', reduceOnly: true, status, wishId: null };
}

/** Which exit of a position an id was made of, and for which wish (null: nobody's, protection closed it); null if of none that is known. */
export function exitOf(lost: LostSight, positionId: string, clientOrderId: string): { readonly generation: number; readonly wishId: string | null } | null {
  return generationOf(lost, positionId, 'exit', clientOrderId);
}

/** Which stop or exit of a position an id was made of, and for which wish; null if of none that is known. */
function generationOf({ sight, booked: { generationFloor } }: LostSight, positionId: string, role: 'stop' | 'exit', clientOrderId: string): { readonly generation: number; readonly wishId: string | null } | null {
  const { exchange, account } = sight.key;
  const wishes = role === 'exit' ? sight.records.wishes : [];
  const subjects = [{ subject: positionId, wishId: null }, ...wishes.map((wish) => ({ subject: JSON.stringify([wish.source, wish.externalId, positionId]), wishId: wish.id }))];
  for (const { subject, wishId } of subjects) {
    // From 1, or from where the last recovery of these books began to count.
    for (const floor of new Set([0, generationFloor])) {
      for (let generation = floor + 1; generation <= floor + GENERATIONS_TRIED; generation += 1) {
        if (makeClientOrderId({ exchange, account, deployment: sight.rules.deployment, role, subject, generation }) === clientOrderId) return { generation, wishId };
      }
    }
  }
  return null;
}

function nextOf({ sight }: LostSight, positionId: string, role: 'stop' | 'exit', made: readonly NewOrder[]): number {
  const taken = made.filter((order) => order.positionId === positionId && order.role === role).map(({ generation }) => generation);
  return Math.max(nextGeneration(sight.records, positionId, role), 1 + Math.max(0, ...taken));
}
