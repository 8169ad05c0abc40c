/**
 * The listings of an account. Every reader takes the instant whose world it shows: a lagging replica shows an older one.
 */
import type { Account, Ledger } from './account.ts';
import { zero } from './decimal.ts';
import type { PaperExchange } from './exchange.ts';
import type { Fill } from './fill.ts';
import { type ConditionalOrder, type Order, isOpenConditionalOrder, isOpenOrder } from './order.ts';
import { listIdsNamed } from './order-names.ts';
import type { Position } from './position.ts';
import { type Timeline, readAsOf, readNow } from './timeline.ts';

/** The ledgers of one symbol, or of all. */
function selectLedgers(account: Account, symbol: string | null): Ledger[] {
  if (symbol === null) return [...account.ledgers.values()];
  const ledger = account.ledgers.get(symbol);
  return ledger === undefined ? [] : [ledger];
}

/** All records of one list as they stood at `atMs`, oldest first. */
function readRecords<T>(records: ReadonlyMap<number, Timeline<T>>, atMs: number): T[] {
  const found: T[] = [];
  for (const timeline of records.values()) {
    const record = readAsOf(timeline, atMs);
    if (record !== null) found.push(record);
  }
  return found;
}

/** Records by id as they stood at `atMs`, oldest first. */
function readRecordsById<T>(records: ReadonlyMap<number, Timeline<T>>, ids: Iterable<number>, atMs: number): T[] {
  const found: T[] = [];
  for (const id of ids) {
    const record = readAsOf(records.get(id)!, atMs);
    if (record !== null) found.push(record);
  }
  return found;
}

/** Whether the venue still lists a record that ended at `endedAtMs`. Source: docs, Binance USD-M, "All Orders". */
function isRetained(exchange: PaperExchange, endedAtMs: number, hasFill: boolean): boolean {
  const keptMs = hasFill ? exchange.rules.retainFilledMs : exchange.rules.retainUnfilledMs;
  return exchange.clock.nowMs() - endedAtMs <= keptMs;
}

/** Positions as they stood at `atMs`, flat ones included if they ever were open. */
export function listPositions(account: Account, symbol: string | null, atMs: number): Position[] {
  const found: Position[] = [];
  for (const ledger of selectLedgers(account, symbol)) {
    for (const timeline of ledger.positions.values()) {
      const position = readAsOf(timeline, atMs);
      if (position !== null) found.push(position);
    }
  }
  return found;
}

/** Positions that were not flat at `atMs`, each looked up when it is asked for: who wants a few does not pay for thousands. */
export function* walkOpenPositions(account: Account, atMs: number): Generator<Position> {
  for (const ledger of account.ledgers.values()) {
    for (const timeline of ledger.positions.values()) {
      const position = readAsOf(timeline, atMs);
      if (position !== null && !position.quantity.eq(zero)) yield position;
    }
  }
}

/** Positions that were not flat at `atMs`. */
export function listOpenPositions(account: Account, symbol: string | null, atMs: number): Position[] {
  return listPositions(account, symbol, atMs).filter((position) => !position.quantity.eq(zero));
}

/** Resting orders as they stood at `atMs`. Few of many are read from an index; the past needs the whole list. */
export function listOpenOrders(exchange: PaperExchange, account: Account, symbol: string | null, atMs: number): Order[] {
  const isPresent = atMs >= exchange.clock.nowMs();
  const found: Order[] = [];
  for (const { orders, openOrderIds } of selectLedgers(account, symbol)) {
    if (isPresent && openOrderIds.size * 2 < orders.size) {
      for (const orderId of openOrderIds) found.push(readNow(orders.get(orderId)!));
      continue;
    }
    // Where most of them rest, going through all is quicker than looking each of those up.
    for (const timeline of orders.values()) {
      const order = readAsOf(timeline, atMs);
      if (order !== null && isOpenOrder(order)) found.push(order);
    }
  }
  return found;
}

/** Waiting conditional orders as they stood at `atMs`. */
export function listOpenConditionalOrders(
  exchange: PaperExchange,
  account: Account,
  symbol: string | null,
  atMs: number,
): ConditionalOrder[] {
  const isPresent = atMs >= exchange.clock.nowMs();
  return selectLedgers(account, symbol).flatMap((ledger) =>
    (isPresent
      ? readRecordsById(ledger.conditionalOrders, ledger.openConditionalOrderIds, atMs)
      : readRecords(ledger.conditionalOrders, atMs)
    ).filter(isOpenConditionalOrder),
  );
}

/** Orders of a symbol in every status, as far back as the venue keeps them, as they stood at `atMs`. */
export function listOrders(exchange: PaperExchange, account: Account, symbol: string, atMs: number): Order[] {
  return selectLedgers(account, symbol).flatMap((ledger) =>
    readRecords(ledger.orders, atMs).filter(
      (order) => isOpenOrder(order) || isRetained(exchange, order.updatedAtMs, order.executedQuantity.gt(zero)),
    ),
  );
}

/** Conditional orders of a symbol in every status, as far back as the venue keeps them, as they stood at `atMs`. */
export function listConditionalOrders(exchange: PaperExchange, account: Account, symbol: string, atMs: number): ConditionalOrder[] {
  return selectLedgers(account, symbol).flatMap((ledger) =>
    readRecords(ledger.conditionalOrders, atMs).filter(
      (order) => isOpenConditionalOrder(order) || isRetained(exchange, order.updatedAtMs, order.childOrderId !== null),
    ),
  );
}

/** Fills of a symbol (`null`: of all) that had happened at `atMs` and are still kept, oldest first. */
export function listFills(exchange: PaperExchange, account: Account, symbol: string | null, atMs: number): Fill[] {
  return selectLedgers(account, symbol).flatMap((ledger) =>
    ledger.fills.filter((fill) => fill.timeMs <= atMs && isRetained(exchange, fill.timeMs, true)),
  );
}

/** One order by exchange order id, or else the newest with a client order id; `null` if unknown, too old or not yet visible. */
export function findOrder(
  exchange: PaperExchange,
  account: Account,
  symbol: string,
  name: { readonly orderId: number | null; readonly clientOrderId: string | null },
  atMs: number,
): Order | null {
  const ledger = account.ledgers.get(symbol);
  if (ledger === undefined) return null;
  const ids = name.orderId !== null ? [name.orderId] : listIdsNamed(ledger, name.clientOrderId ?? '');
  const known = ids.filter((id) => ledger.orders.has(id));
  const order = readRecordsById(ledger.orders, known, atMs).at(-1) ?? null;
  if (order === null || isOpenOrder(order)) return order;
  return isRetained(exchange, order.updatedAtMs, order.executedQuantity.gt(zero)) ? order : null;
}

/** One conditional order by its id (with its symbol, because ids count per symbol) or by client order id; else `null`. */
export function findConditionalOrder(
  exchange: PaperExchange,
  account: Account,
  symbol: string | null,
  name: { readonly conditionalOrderId: number | null; readonly clientOrderId: string | null },
  atMs: number,
): ConditionalOrder | null {
  const { conditionalOrderId } = name;
  const places =
    conditionalOrderId !== null
      ? selectLedgers(account, symbol).map((ledger) => ({ symbol: ledger.symbol, conditionalOrderId }))
      : (account.conditionalOrdersByClientOrderId.get(name.clientOrderId ?? '') ?? []);
  let found: ConditionalOrder | null = null;
  for (const place of places) {
    if (symbol !== null && place.symbol !== symbol) continue;
    const timeline = account.ledgers.get(place.symbol)?.conditionalOrders.get(place.conditionalOrderId);
    found = (timeline === undefined ? null : readAsOf(timeline, atMs)) ?? found;
  }
  if (found === null || isOpenConditionalOrder(found)) return found;
  return isRetained(exchange, found.updatedAtMs, found.childOrderId !== null) ? found : null;
}
