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
import { openingSide, type OrderReport } from '../order.ts';
import { isLive, type PositionRecord, type PositionReport } from '../position.ts';
import { makeWay } from '../reconcile/foreign-writer.ts';
import { lifeOfRow } from '../reconcile/life.ts';
import { isOwnExecution } from '../reconcile/whose-order.ts';
import type { Execution } from '../views.ts';
import { hasRow, type LostSight, rowOf } from './booked-key.ts';
import { type Owner, recoverExecuted, recoverResting } from './recovered-orders.ts';
import { recoverPosition, signalOf } from './recovered-position.ts';
import { type WholeLife, wholeLives } from './whole-lives.ts';

/** What the books lost of the key; no facts when they have it all. `sight` must have its executions. */
export function bookLost(lost: LostSight): Facts {
  const all = mergeFacts([...lost.sight.view.positions.map((report) => bookLostLeg(lost, report)), ...bookOfEnded(lost)].map(withoutEmpty));
  // Who else trades the symbol is seen from all lives together.
  return { ...all, ...makeWay(lost.sight, (all.newOrders ?? []).filter(({ role }) => role === 'foreign'), all.fills ?? []) };
}

/** What orders executed whose positions are closed in the books, by somebody whose bookings of it are lost. */
function bookOfEnded({ sight, booked }: LostSight): Facts[] {
  return (sight.executions ?? []).flatMap(({ fill, order }) => {
    const row = rowOf(booked, order?.clientOrderId ?? '', fill.exchangeOrderId);
    if (row?.isOver !== true || booked.trades.has(fill.tradeId)) return [];
    return [{ fills: [{ ...fill, orderId: row.id }], events: [{ positionId: row.positionId, type: 'fills_booked', evidence: 'E2' as const, data: { executions: 1 } }] }];
  });
}

function bookLostLeg(lost: LostSight, report: PositionReport): Facts {
  const { records, view } = lost.sight;
  const resting = view.orders.filter((order) => order.leg === report.leg && isLostStop(lost, order));
  const row = records.positions.find((position) => position.leg === report.leg && isLive(position.status));
  const lives = wholeLives(report, lost.sight.executions ?? []);
  const ofRow = row === undefined ? [] : wholeLifeOfRow(lost, row, report, lives);
  const own = new Set(ofRow.map(({ fill }) => fill.tradeId));
  // An execution that turns a position round ends one life and begins the next: a life is the row's if it begins as the row's does.
  const others = lives.filter(({ executions }) => !own.has(executions[0]!.fill.tradeId));
  const all = [row === undefined ? {} : bookLostOfRow(lost, row, ofRow, resting), ...others.filter(({ hasEnded }) => hasEnded).map((life) => bookLostLife(lost, report, life, [], own))];
  if (row !== undefined) return mergeFacts(all);
  const current = others.find(({ hasEnded }) => !hasEnded);
  const isOurs = current !== undefined && current.executions.some((execution) => isLost(lost, execution) && isOwnExecution(execution));
  return mergeFacts([...all, isOurs ? bookLostLife(lost, report, current, resting, own) : restingFacts(recoverResting(lost, null, resting, false))]);
}

/** The life of a live row, from its beginning: whoever took it into the books may not have seen all that it was built of. */
function wholeLifeOfRow(lost: LostSight, row: PositionRecord, report: PositionReport, lives: readonly WholeLife[]): readonly Execution[] {
  const { executions } = lifeOfRow(lost.sight, row, report);
  const known = new Set(executions.map(({ fill }) => fill.tradeId));
  const whole = lives.find((life) => !life.hasEnded && life.side === row.side && life.executions.some(({ fill }) => known.has(fill.tradeId)));
  return whole?.executions ?? executions;
}

/** What is lost of a life that no live row is about (`ofRow`: executions that one is about). One in which nothing is ours is left to whoever mends the key. */
function bookLostLife(lost: LostSight, report: PositionReport, life: WholeLife, resting: readonly OrderReport[], ofRow: ReadonlySet<string>): Facts {
  const missing = life.executions.filter((execution) => isLost(lost, execution) && isOwnExecution(execution));
  if (missing.length === 0) return {};
  // What can only reduce began no position: an execution is not listed yet, and all that is counted from it is shifted.
  const opener = ownOrderRole(life.executions[0]?.order?.clientOrderId ?? '');
  if (opener === 'stop' || opener === 'exit') return {};
  // Whoever took it into the books booked what it was built of; an exit alone may have been sent for a row of an earlier one.
  const built = life.executions.filter(({ fill }) => !ofRow.has(fill.tradeId) && fill.side === openingSide(life.side));
  const bookedAs = built.map(({ fill }) => lost.booked.trades.get(fill.tradeId)?.positionId ?? null).find((id) => id !== null);
  // Somebody took it into the books as a stranger's meanwhile, and it ended.
  if (bookedAs !== undefined) {
    const hasEntry = [...lost.booked.trades.values()].some(({ positionId, isOwn, clientOrderId }) => positionId === bookedAs && isOwn && ownOrderRole(clientOrderId) === 'entry');
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
  return known?.isOwn !== true && !hasRow(booked, execution.order?.clientOrderId ?? '', execution.fill.exchangeOrderId);
}

/** Executions of ours that the books lack and that fit no position that can be told: the beginning or the end of it is not listed, or not yet. */
export function countUnplaced(lost: LostSight): number {
  return (lost.sight.executions ?? []).filter((execution) => isOwnExecution(execution) && isLost(lost, execution)).length;
}

function isLostStop({ booked }: LostSight, order: OrderReport): boolean {
  return order.list === 'conditional' && order.status === 'resting' && ownOrderRole(order.clientOrderId) === 'stop' && !hasRow(booked, order.clientOrderId, order.exchangeOrderId);
}

/** A list without members is no fact. */
function withoutEmpty(facts: Facts): Facts {
  return Object.fromEntries(Object.entries(facts).filter(([, list]) => !Array.isArray(list) || list.length > 0));
}
