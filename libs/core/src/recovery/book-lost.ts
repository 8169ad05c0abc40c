/**
 * What the books of a key lost when they were set back, written down again from what the exchange tells. It is written before the key is
 * mended as ever, so that what is found there is not taken for somebody else's:
 *
 *   a live row                     orders and executions of its life that it does not know; its stops that rest
 *   no row, a life of ours         its row, open or closed, with its orders; of the signal that its entry's client id names
 *   a closed row, a life of ours   its orders, where it was booked as a stranger's
 *   no row, a stop of ours         a row for the stop, which is left over and goes
 *
 * Nothing here is decided about what is to be done: that is for reconcile, once the books know what happened.
 */
import { ownOrderRole } from '../client-order-id.ts';
import { type Facts, mergeFacts, type NewEvent } from '../facts.ts';
import type { OrderReport } from '../order.ts';
import { isLive, type PositionRecord, type PositionReport } from '../position.ts';
import { lifeOfRow } from '../reconcile/life.ts';
import { isOwnExecution } from '../reconcile/whose-order.ts';
import type { Execution } from '../views.ts';
import type { LostSight } from './booked-key.ts';
import { type Owner, recoverExecuted, recoverResting } from './recovered-orders.ts';
import { recoverPosition, signalOf } from './recovered-position.ts';
import { type WholeLife, wholeLives } from './whole-lives.ts';

/** What the books lost of the key; no facts when they have it all. `sight` must have its executions. */
export function bookLost(lost: LostSight): Facts {
  return mergeFacts(lost.sight.view.positions.map((report) => bookLostLeg(lost, report)).map(withoutEmpty));
}

function bookLostLeg(lost: LostSight, report: PositionReport): Facts {
  const { records, view } = lost.sight;
  const resting = view.orders.filter((order) => order.leg === report.leg && isLostStop(lost, order));
  const row = records.positions.find((position) => position.leg === report.leg && isLive(position.status));
  const ofRow = row === undefined ? [] : lifeOfRow(lost.sight, row, report).executions;
  const own = new Set(ofRow.map(({ fill }) => fill.tradeId));
  const others = wholeLives(report, lost.sight.executions ?? []).filter(({ executions }) => !executions.some(({ fill }) => own.has(fill.tradeId)));
  const all = [row === undefined ? {} : bookLostOfRow(lost, row, ofRow, resting), ...others.filter(({ hasEnded }) => hasEnded).map((life) => bookLostLife(lost, report, life, []))];
  if (row !== undefined) return mergeFacts(all);
  const current = others.find(({ hasEnded }) => !hasEnded);
  const isOurs = current !== undefined && current.executions.some((execution) => isLost(lost, execution) && isOwnExecution(execution));
  return mergeFacts([...all, isOurs ? bookLostLife(lost, report, current, resting) : restingFacts(recoverResting(lost, null, resting, false))]);
}

/** What is lost of a life that no live row is about. One in which nothing is ours is left to whoever mends the key. */
function bookLostLife(lost: LostSight, report: PositionReport, life: WholeLife, resting: readonly OrderReport[]): Facts {
  const missing = life.executions.filter((execution) => isLost(lost, execution) && isOwnExecution(execution));
  if (missing.length === 0) return {};
  // What can only reduce began no position: an execution is not listed yet, and all that is counted from it is shifted.
  const opener = ownOrderRole(life.executions[0]?.order?.clientOrderId ?? '');
  if (opener === 'stop' || opener === 'exit') return {};
  const bookedAs = life.executions.map(({ fill }) => lost.booked.trades.get(fill.tradeId)?.positionId ?? null).find((id) => id !== null);
  // Somebody took it into the books as a stranger's meanwhile, and it ended.
  if (bookedAs !== undefined) {
    const hasEntry = life.executions.some(({ fill }) => isBookedEntry(lost, fill.tradeId));
    const signal = signalOf(lost, missing);
    return { ...recoverExecuted(lost, { id: bookedAs, hasEntry }, missing), events: [recoveredEvent(bookedAs, missing)], ...(signal !== null && { signals: [opened(signal.id, bookedAs)] }) };
  }
  const { positionId, facts } = recoverPosition(lost, report, life);
  return life.hasEnded ? facts : mergeFacts([facts, restingFacts(recoverResting(lost, { id: positionId, hasEntry: true }, resting, true))]);
}

/** What is lost of a row that lives. What came after its end is told once it is closed. */
function bookLostOfRow(lost: LostSight, row: PositionRecord, life: readonly Execution[], resting: readonly OrderReport[]): Facts {
  const owner: Owner = { id: row.id, hasEntry: lost.sight.records.orders.some((order) => order.positionId === row.id && order.role === 'entry') };
  // Of one whose entry has no answer yet, whoever mends the key finds out.
  const missing = row.status === 'opening' ? [] : life.filter((execution) => isLost(lost, execution));
  const signal = signalOf(lost, missing);
  return mergeFacts([
    missing.length === 0 ? {} : { ...recoverExecuted(lost, owner, missing), events: [recoveredEvent(row.id, missing)] },
    signal === null ? {} : { signals: [opened(signal.id, row.id)] },
    restingFacts(recoverResting(lost, owner, resting, false)),
  ]);
}

function isBookedEntry({ booked }: LostSight, tradeId: string): boolean {
  const known = booked.trades.get(tradeId);
  return known?.isOwn === true && ownOrderRole(known.clientOrderId) === 'entry';
}

function opened(id: string, positionId: string): NonNullable<Facts['signals']>[number] {
  return { id, outcome: 'opened', reason: `its entry filled, as the exchange tells, and became position ${positionId}: the books had lost it` };
}

function recoveredEvent(positionId: string, executions: readonly Execution[]): NewEvent {
  return { positionId, type: 'orders_recovered', evidence: 'E2', data: { executions: executions.length } };
}

function restingFacts(stops: Facts['newOrders'] & {}): Facts {
  if (stops.length === 0) return {};
  return { newOrders: stops, events: stops.map(({ positionId, clientOrderId, generation }) => ({ positionId, type: 'stop_recovered', evidence: 'E1' as const, data: { clientOrderId, generation } })) };
}

/** An execution that the books do not have, or have as a stranger's though it is ours. One of an order that they know is booked by whoever mends the key. */
export function isLost({ booked }: LostSight, execution: Execution): boolean {
  const known = booked.trades.get(execution.fill.tradeId);
  if (!isOwnExecution(execution)) return known === undefined;
  return known?.isOwn !== true && !booked.clientOrderIds.has(execution.order?.clientOrderId ?? '');
}

function isLostStop({ booked }: LostSight, order: OrderReport): boolean {
  return order.list === 'conditional' && order.status === 'resting' && ownOrderRole(order.clientOrderId) === 'stop' && !booked.clientOrderIds.has(order.clientOrderId);
}

/** A list without members is no fact. */
function withoutEmpty(facts: Facts): Facts {
  return Object.fromEntries(Object.entries(facts).filter(([, list]) => !Array.isArray(list) || list.length > 0));
}
