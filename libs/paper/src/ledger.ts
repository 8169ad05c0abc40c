/** The only functions that write an account's records: they keep history, indexes and journal in step. */
import { type Account, type Ledger, noConditionalOrders, noFills, noIds, openLedger, readWallet } from './account.ts';
import { toText } from './decimal.ts';
import { encodeValue } from './encode-state.ts';
import { tellObservers } from './events.ts';
import { type PaperExchange, findMarket, recordChange } from './exchange.ts';
import type { Fill } from './fill.ts';
import { type ConditionalOrder, type Order, isOpenConditionalOrder, isOpenOrder } from './order.ts';
import { forgetMargin } from './margin-book.ts';
import { notePlaced } from './newest-orders.ts';
import { nameOrder } from './order-names.ts';
import { noteClosed } from './recently-closed.ts';
import { type Leg, type Position, createFlatPosition } from './position.ts';
import { type Timeline, readNow, startTimeline, writeVersion } from './timeline.ts';

/** Adds `record` as the newest version under `key`. */
function keepVersion<K, T>(exchange: PaperExchange, records: Map<K, { versions: { atMs: number; value: T }[] }>, key: K, record: T): void {
  const atMs = exchange.clock.nowMs();
  const timeline = records.get(key);
  if (timeline === undefined) records.set(key, startTimeline(record, atMs));
  else writeVersion(timeline, record, atMs, exchange.rules.keepVersionsMs);
  if (exchange.encodesEarly) encodeValue(records.get(key)!.versions.at(-1)!);
}

/** The ids with one more. */
function withId(ids: ReadonlySet<number>, id: number): ReadonlySet<number> {
  return ids === noIds ? new Set([id]) : (ids as Set<number>).add(id);
}

/** The ids with one less. */
function withoutId(ids: ReadonlySet<number>, id: number): ReadonlySet<number> {
  if (ids !== noIds) (ids as Set<number>).delete(id);
  return ids.size === 0 ? noIds : ids;
}

/** Appends to the list kept under `key`. */
function appendTo<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

/** Notes an execution. */
export function appendFill(account: Account, fill: Fill): void {
  const ledger = openLedger(account, fill.symbol);
  // The first one makes a list of its own length: one that grows from nothing has room for sixteen more, which most never need.
  if (ledger.fills === noFills) ledger.fills = [fill];
  else (ledger.fills as Fill[]).push(fill);
}

/** Writes a new or changed order of the plain list; `fill` is the execution that changed it. Returns it. */
export function saveOrder(exchange: PaperExchange, account: Account, order: Order, fill: Fill | null = null): Order {
  const ledger = openLedger(account, order.symbol);
  const isNew = !ledger.orders.has(order.orderId);
  if (isNew) {
    nameOrder(ledger, order.clientOrderId, order.orderId);
    notePlaced(account, ledger.symbol, order.createdAtMs);
  }
  keepVersion(exchange, ledger.orders, order.orderId, order);
  if (isOpenOrder(order)) ledger.openOrderIds = withId(ledger.openOrderIds, order.orderId);
  else {
    ledger.openOrderIds = withoutId(ledger.openOrderIds, order.orderId);
    noteClosed(account, { symbol: order.symbol, conditionalOrderId: order.parent?.conditionalOrderId ?? null, orderId: order.parent === null ? order.orderId : null });
  }
  forgetMargin(account, order.symbol);
  recordChange(exchange, `order-${order.status}`, account, order.symbol, {
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    origin: order.origin,
    side: order.side,
    leg: order.leg,
    reduceOnly: order.reduceOnly,
    quantity: toText(order.quantity),
    executedQuantity: toText(order.executedQuantity),
  });
  tellObservers(exchange, () => ({ kind: 'order', account, atMs: exchange.clock.nowMs(), order, fill, isNew }));
  return order;
}

/** Writes a new or changed conditional order. Returns it. */
export function saveConditionalOrder(
  exchange: PaperExchange,
  account: Account,
  order: ConditionalOrder,
): ConditionalOrder {
  const { symbol, conditionalOrderId } = order;
  const ledger = openLedger(account, symbol);
  const isNew = !ledger.conditionalOrders.has(conditionalOrderId);
  if (isNew) {
    appendTo(account.conditionalOrdersByClientOrderId, order.clientOrderId, { symbol, conditionalOrderId });
    notePlaced(account, ledger.symbol, order.createdAtMs);
  }
  if (ledger.conditionalOrders === noConditionalOrders) ledger.conditionalOrders = new Map();
  keepVersion(exchange, ledger.conditionalOrders as Map<number, Timeline<ConditionalOrder>>, conditionalOrderId, order);
  if (isOpenConditionalOrder(order)) ledger.openConditionalOrderIds = withId(ledger.openConditionalOrderIds, conditionalOrderId);
  else {
    ledger.openConditionalOrderIds = withoutId(ledger.openConditionalOrderIds, conditionalOrderId);
    if (order.childOrderId === null && order.status !== 'triggering') noteClosed(account, { symbol, conditionalOrderId, orderId: null });
  }
  recordChange(exchange, `conditional-order-${order.status}`, account, symbol, {
    conditionalOrderId,
    clientOrderId: order.clientOrderId,
    origin: order.origin,
    side: order.side,
    leg: order.leg,
    quantity: order.quantity === null ? null : toText(order.quantity),
    closePosition: order.closePosition,
    triggerPrice: toText(order.triggerPrice),
    childOrderId: order.childOrderId,
  });
  tellObservers(exchange, () => ({ kind: 'conditional-order', account, atMs: exchange.clock.nowMs(), order, isNew, position: readPosition(account, symbol, order.leg), fillCount: ledger.fills.length }));
  return order;
}

/** Writes a changed position. */
export function savePosition(exchange: PaperExchange, account: Account, position: Position): void {
  keepVersion(exchange, openLedger(account, position.symbol).positions, position.leg, position);
  forgetMargin(account, position.symbol);
  recordChange(exchange, 'position-changed', account, position.symbol, {
    leg: position.leg,
    quantity: toText(position.quantity),
    entryPrice: toText(position.entryPrice),
  });
  tellObservers(exchange, () => {
    const asset = findMarket(exchange, position.symbol).marginAsset;
    return { kind: 'position', account, atMs: exchange.clock.nowMs(), position, fillCount: openLedger(account, position.symbol).fills.length, asset, walletBalance: readWallet(account, asset) };
  });
}

/** The position on a leg as it stands now; a flat one if there never was any. */
export function readPosition(account: Account, symbol: string, leg: Leg): Position {
  const timeline = account.ledgers.get(symbol)?.positions.get(leg);
  return timeline === undefined ? createFlatPosition(symbol, leg) : readNow(timeline);
}

/** The resting orders of a ledger, oldest first. */
export function readOpenOrders(ledger: Ledger): Order[] {
  return [...ledger.openOrderIds].map((id) => readNow(ledger.orders.get(id)!));
}

/** The waiting conditional orders of a ledger, oldest first. */
export function readOpenConditionalOrders(ledger: Ledger): ConditionalOrder[] {
  return [...ledger.openConditionalOrderIds].map((id) => readNow(ledger.conditionalOrders.get(id)!));
}
