/**
 * Orders as a venue shows them at which an order keeps one id for life: a conditional order and the child that it became
 * are one. Every reader takes the instants whose world it shows, because a replica may lag behind.
 * Source: docs, Bybit v5, "Place Order": "After it is triggered, the order ID will not be changed".
 */
import type { Account, Ledger } from './account.ts';
import { zero } from './decimal.ts';
import type { PaperExchange } from './exchange.ts';
import { listNewestSymbols, readNewestMs } from './newest-orders.ts';
import { type ConditionalOrder, type Order, isOpenConditionalOrder, isOpenOrder } from './order.ts';
import { listIdsNamed } from './order-names.ts';
import { type OrderPlace, listRecentlyClosed } from './recently-closed.ts';
import { readAsOf } from './timeline.ts';

/** One order: at least one of the two is there; both, once it has triggered. */
export interface LifelongOrder {
  readonly conditional: ConditionalOrder | null;
  readonly order: Order | null;
}

/** Which moment each list shows. */
export interface SeenAt {
  readonly ordersMs: number;
  readonly conditionalOrdersMs: number;
}

/**
 * The order at a place, `null` if there was none yet. One that has triggered is seen whole as of one moment, the older of the two:
 * a waiting order that is over beside a child that is not there yet would be an order that ended unfilled, which it never was.
 */
export function readLifelongOrder(account: Account, place: OrderPlace, { ordersMs, conditionalOrdersMs }: SeenAt): LifelongOrder | null {
  const ledger = account.ledgers.get(place.symbol);
  if (ledger === undefined) return null;
  if (place.conditionalOrderId === null) {
    const timeline = ledger.orders.get(place.orderId ?? -1);
    const order = timeline === undefined ? null : readAsOf(timeline, ordersMs);
    return order === null ? null : { conditional: null, order };
  }
  const timeline = ledger.conditionalOrders.get(place.conditionalOrderId);
  const conditional = timeline === undefined ? null : readAsOf(timeline, conditionalOrdersMs);
  if (timeline === undefined || conditional === null) return null;
  const child = conditional.childOrderId === null ? undefined : ledger.orders.get(conditional.childOrderId);
  if (child === undefined) return { conditional, order: null };
  const seenMs = Math.min(ordersMs, conditionalOrdersMs);
  const whole = readAsOf(timeline, seenMs);
  return whole === null ? null : { conditional: whole, order: whole.childOrderId === null ? null : readAsOf(child, seenMs) };
}

/** Where an order stands. */
export function findOrderPlace({ conditional, order }: LifelongOrder): OrderPlace {
  if (conditional !== null) return { symbol: conditional.symbol, conditionalOrderId: conditional.conditionalOrderId, orderId: null };
  return { symbol: order!.symbol, conditionalOrderId: null, orderId: order!.orderId };
}

/** Whether it rests or waits. */
export function isOpenLifelongOrder({ conditional, order }: LifelongOrder): boolean {
  return order === null ? conditional !== null && (isOpenConditionalOrder(conditional) || conditional.status === 'triggering' || conditional.status === 'triggered') : isOpenOrder(order);
}

/** When it was placed. */
export function readPlacedAtMs({ conditional, order }: LifelongOrder): number {
  return (conditional ?? order!).createdAtMs;
}

/** The order that a client order id names, `null` if there is none. */
export function findPlaceByClientOrderId(account: Account, clientOrderId: string): OrderPlace | null {
  const conditional = account.conditionalOrdersByClientOrderId.get(clientOrderId)?.at(-1);
  if (conditional !== undefined) return { ...conditional, orderId: null };
  for (const ledger of account.ledgers.values()) {
    const orderId = listIdsNamed(ledger, clientOrderId).at(-1);
    if (orderId !== undefined) return { symbol: ledger.symbol, conditionalOrderId: null, orderId };
  }
  return null;
}

/** The places of a ledger's orders, open ones only or all of them. */
function listPlaces(ledger: Ledger, isOpenOnly: boolean): OrderPlace[] {
  const { symbol } = ledger;
  const places: OrderPlace[] = [];
  for (const conditionalOrderId of isOpenOnly ? ledger.openConditionalOrderIds : ledger.conditionalOrders.keys()) places.push({ symbol, conditionalOrderId, orderId: null });
  for (const orderId of isOpenOnly ? ledger.openOrderIds : ledger.orders.keys()) {
    const parent = ledger.orders.get(orderId)!.versions.at(-1)!.value.parent;
    if (parent === null) places.push({ symbol, conditionalOrderId: null, orderId });
    else if (isOpenOnly) places.push({ symbol, conditionalOrderId: parent.conditionalOrderId, orderId: null });
  }
  return places;
}

/** The newest first; of one moment, the one that was listed last. */
function sortNewestFirst(orders: LifelongOrder[]): LifelongOrder[] {
  return orders.reverse().sort((left, right) => readPlacedAtMs(right) - readPlacedAtMs(left));
}

/** The orders at some places, as they stood, the newest first. */
function readPlaces(account: Account, places: readonly OrderPlace[], seenAt: SeenAt): LifelongOrder[] {
  return sortNewestFirst(places.map((place) => readLifelongOrder(account, place, seenAt)).filter((each) => each !== null));
}

/** Resting and waiting orders of a symbol (`null`: of all), the newest first. The present is read from an index. */
export function listOpenLifelongOrders(exchange: PaperExchange, account: Account, symbol: string | null, seenAt: SeenAt): LifelongOrder[] {
  const nowMs = exchange.clock.nowMs();
  const isPresent = seenAt.ordersMs >= nowMs && seenAt.conditionalOrdersMs >= nowMs;
  const ledgers = symbol === null ? [...account.ledgers.values()] : [account.ledgers.get(symbol)].filter((ledger) => ledger !== undefined);
  return readPlaces(account, ledgers.flatMap((ledger) => listPlaces(ledger, isPresent)), seenAt).filter(isOpenLifelongOrder);
}

/** How many symbols are looked through in one go. */
const symbolsAtOnce = 64;

/**
 * Resting and waiting orders of all symbols, the newest first, each found when it is asked for: a page of thousands costs
 * little more than a page. They come as `listOpenLifelongOrders` gives them.
 */
export function* walkOpenLifelongOrders(exchange: PaperExchange, account: Account, seenAt: SeenAt): Generator<LifelongOrder> {
  const nowMs = exchange.clock.nowMs();
  if (seenAt.ordersMs < nowMs || seenAt.conditionalOrdersMs < nowMs) return yield* listOpenLifelongOrders(exchange, account, null, seenAt);
  const symbols = listNewestSymbols(account);
  let waiting: LifelongOrder[] = [];
  for (let start = 0; start < symbols.length; start += symbolsAtOnce) {
    const places = symbols.slice(start, start + symbolsAtOnce).flatMap((symbol) => listPlaces(account.ledgers.get(symbol)!, true));
    // Whatever was placed later than anything in the symbols to come is next.
    const next = symbols[start + symbolsAtOnce];
    const untilMs = next === undefined ? Number.NEGATIVE_INFINITY : readNewestMs(account, next);
    waiting = sortAsListed(account, waiting.concat(readPlaces(account, places, seenAt).filter(isOpenLifelongOrder)));
    let count = 0;
    while (count < waiting.length && readPlacedAtMs(waiting[count]!) > untilMs) yield waiting[count++]!;
    waiting = waiting.slice(count);
  }
}

/** The newest first; of one moment, that of the symbol which the account has used last. Those of one symbol keep their order. */
function sortAsListed(account: Account, orders: LifelongOrder[]): LifelongOrder[] {
  let ranks: Map<string, number> | null = null;
  const rankOf = (each: LifelongOrder): number => (ranks ??= new Map([...account.ledgers.keys()].map((symbol, index) => [symbol, index]))).get((each.conditional ?? each.order!).symbol)!;
  return orders.sort((left, right) => readPlacedAtMs(right) - readPlacedAtMs(left) || rankOf(right) - rankOf(left));
}

/** The orders that ended last, as far as the venue has them in memory, the newest first. */
export function listClosedLifelongOrders(account: Account, symbol: string | null, seenAt: SeenAt): LifelongOrder[] {
  const places = listRecentlyClosed(account).filter((place) => symbol === null || place.symbol === symbol);
  return readPlaces(account, places, seenAt).filter((order) => !isOpenLifelongOrder(order));
}

/** Whether the history still has an ended order: how long depends on whether it was filled at all. */
export function isInHistory(exchange: PaperExchange, each: LifelongOrder): boolean {
  const { conditional, order } = each;
  const endedAtMs = (order ?? conditional!).updatedAtMs;
  const wasFilled = order !== null && order.executedQuantity.gt(zero);
  return exchange.clock.nowMs() - endedAtMs <= (wasFilled ? exchange.rules.retainFilledMs : exchange.rules.retainUnfilledMs);
}

/** Ended orders of a symbol (`null`: of all) as far back as the venue keeps them, the newest first. */
export function listLifelongHistory(exchange: PaperExchange, account: Account, symbol: string | null, seenAt: SeenAt): LifelongOrder[] {
  const ledgers = symbol === null ? [...account.ledgers.values()] : [account.ledgers.get(symbol)].filter((ledger) => ledger !== undefined);
  return readPlaces(account, ledgers.flatMap((ledger) => listPlaces(ledger, false)), seenAt).filter((order) => !isOpenLifelongOrder(order) && isInHistory(exchange, order));
}
