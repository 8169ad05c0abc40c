import { type Decimal, decimalText, type Facts, type NewEvent, type NewFill, type NewOrder, type NewPosition, type OrderChange, type PositionChange, ZERO } from '@breakwater/core';

/**
 * Facts as the JSON lists that statements take. One statement can write a row once only, so several facts about one row
 * are folded into one here: the later wins, milliseconds add up, and a change of a row that is new in the same facts
 * becomes part of the new row.
 */

/** All of the facts as one body for `record`. */
export function factRows(facts: Facts): Record<string, unknown> {
  const positions = byId(facts.positions ?? [], foldPositionChange);
  const orders = byId(facts.orders ?? [], (a, b) => ({ ...a, ...b }));
  const newPositions = byId(facts.newPositions ?? [], (_, b) => b);
  const newOrders = byId(facts.newOrders ?? [], (_, b) => b);
  return {
    answers: answerRows(facts),
    new_positions: [...newPositions.values()].map((row) => newPositionRow(row, positions.get(row.id))),
    positions: [...positions.values()].filter((change) => !newPositions.has(change.id)).map(positionChangeRow),
    new_orders: [...newOrders.values()].map((row) => newOrderRow(row, orders.get(row.id))),
    orders: [...orders.values()].filter((change) => !newOrders.has(change.id)).map(orderChangeRow),
    fills: (facts.fills ?? []).map(fillRow),
    signals: [...byId(facts.signals ?? [], (_, b) => b).values()],
    wish_targets: (facts.wishTargets ?? []).map(({ id, quantity }) => ({ id, quantity: decimalText(quantity) })),
    events: eventRows(facts.events ?? []),
    pages: [...new Map((facts.pages ?? []).map((page) => [page.subject, page])).values()].toSorted((a, b) => (a.subject < b.subject ? -1 : 1)),
    ...(facts.sightings === undefined ? {} : { sightings: facts.sightings }),
    ...(facts.entriesOff === true && { entries_off: true }),
  };
}

/** Events in the shape of insert-rows.ts. */
export function eventRows(events: readonly NewEvent[]): unknown[] {
  return events.map((event) => ({ position_id: event.positionId, type: event.type, evidence: event.evidence, data: event.data }));
}

/** A new position in the shape of insert-rows.ts. */
export function newPositionRow(row: NewPosition, change?: PositionChange): Record<string, unknown> {
  const bareSince = change?.bareSinceMs === undefined ? row.bareSinceMs : change.bareSinceMs;
  return {
    id: row.id,
    leg: row.leg,
    status: change?.status ?? row.status,
    origin: row.origin,
    signal_id: row.signalId,
    side: row.side,
    quantity: decimalText(change?.quantity ?? row.quantity),
    entry_price: textOf(change?.entryPrice ?? row.entryPrice),
    planned_notional: textOf(row.plannedNotional ?? null),
    stop_rule: change?.stopRule ?? row.stopRule,
    first_fill_at_ms: change?.firstFillAtMs ?? row.firstFillAtMs,
    protected_at_ms: change?.protectedAtMs ?? null,
    bare_since_ms: bareSince,
    bare_ms: change?.addBareMs ?? 0,
    close_reason: change?.closeReason ?? null,
    closed_at_ms: change?.closedAtMs ?? null,
    realised_pnl: textOf(change?.realisedPnl ?? null),
  };
}

/** A new order in the shape of insert-rows.ts. */
export function newOrderRow(row: NewOrder, change?: OrderChange): Record<string, unknown> {
  return {
    id: row.id,
    position_id: row.positionId,
    role: row.role,
    generation: row.generation,
    client_order_id: row.clientOrderId,
    list: row.list,
    side: row.side,
    quantity: textOf(row.quantity),
    trigger_price: textOf(row.triggerPrice),
    trigger_type: row.triggerType,
    reduce_only: row.reduceOnly,
    closes_position: row.closesPosition,
    status: change?.status ?? row.status,
    exchange_order_id: change?.exchangeOrderId ?? row.exchangeOrderId,
    child_order_id: change?.childOrderId ?? row.childOrderId,
    executed_quantity: decimalText(change?.executedQuantity ?? row.executedQuantity ?? ZERO),
    average_price: textOf(change?.averagePrice ?? row.averagePrice),
    accepted_at_ms: change?.acceptedAtMs ?? null,
    wish_id: row.wishId,
  };
}

function positionChangeRow(change: PositionChange): Record<string, unknown> {
  return {
    id: change.id,
    status: change.status ?? null,
    quantity: textOf(change.quantity ?? null),
    entry_price: textOf(change.entryPrice ?? null),
    first_fill_at_ms: change.firstFillAtMs ?? null,
    protected_at_ms: change.protectedAtMs ?? null,
    sets_bare_since: change.bareSinceMs !== undefined,
    bare_since_ms: change.bareSinceMs ?? null,
    add_bare_ms: change.addBareMs ?? 0,
    stop_rule: change.stopRule ?? null,
    close_reason: change.closeReason ?? null,
    closed_at_ms: change.closedAtMs ?? null,
    sets_realised_pnl: change.realisedPnl !== undefined,
    realised_pnl: textOf(change.realisedPnl ?? null),
  };
}

function orderChangeRow(change: OrderChange): Record<string, unknown> {
  return {
    id: change.id,
    status: change.status ?? null,
    exchange_order_id: change.exchangeOrderId ?? null,
    child_order_id: change.childOrderId ?? null,
    executed_quantity: textOf(change.executedQuantity ?? null),
    average_price: textOf(change.averagePrice ?? null),
    accepted_at_ms: change.acceptedAtMs ?? null,
  };
}

function fillRow(fill: NewFill): Record<string, unknown> {
  return {
    order_id: fill.orderId,
    trade_id: fill.tradeId,
    side: fill.side,
    quantity: decimalText(fill.quantity),
    price: decimalText(fill.price),
    fee: decimalText(fill.fee),
    fee_asset: fill.feeAsset,
    realised_pnl: decimalText(fill.realisedPnl),
    at_ms: fill.atMs,
  };
}

/** An intent may be answered and missed in the same facts; both are one change of its row. */
function answerRows(facts: Facts): unknown[] {
  const answers = new Map((facts.answers ?? []).map((answer) => [answer.intentId, answer]));
  const missed = new Set(facts.missedIntentIds ?? []);
  return [...new Set([...answers.keys(), ...missed])].map((id) => {
    const answer = answers.get(id);
    return { intent_id: id, outcome: answer?.outcome ?? null, evidence: answer?.evidence ?? null, answer: answer?.answer ?? null, is_missed: missed.has(id) };
  });
}

function foldPositionChange(a: PositionChange, b: PositionChange): PositionChange {
  const addBareMs = (a.addBareMs ?? 0) + (b.addBareMs ?? 0);
  return { ...a, ...b, addBareMs };
}

function byId<Row extends { readonly id: string }>(rows: readonly Row[], fold: (a: Row, b: Row) => Row): Map<string, Row> {
  const found = new Map<string, Row>();
  for (const row of rows) {
    const before = found.get(row.id);
    found.set(row.id, before === undefined ? row : fold(before, row));
  }
  return found;
}

function textOf(value: Decimal | null): string | null {
  return value === null ? null : decimalText(value);
}
