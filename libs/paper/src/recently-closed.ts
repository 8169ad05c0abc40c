/**
 * The orders of an account that ended last. A venue may answer questions about these from memory alone, so that they are
 * gone when it starts anew: this list is no part of the state and is never saved.
 * Source: docs, Bybit v5, "Get Open & Closed Orders": "After a server release or restart …".
 */
import type { Account } from './account.ts';

/** How many are remembered. Source: docs, Bybit v5, "Get Open & Closed Orders": "most recent 500 orders". */
const mostClosed = 500;

/** An order by where it stands: the conditional list if it ever waited there, else the plain one. */
export interface OrderPlace {
  readonly symbol: string;
  readonly conditionalOrderId: number | null;
  readonly orderId: number | null;
}

const closedOrders = new WeakMap<Account, Map<string, OrderPlace>>();

/** The name of a place, unique within an account. */
export function nameOrderPlace({ symbol, conditionalOrderId, orderId }: OrderPlace): string {
  return conditionalOrderId === null ? `${symbol} plain ${orderId}` : `${symbol} conditional ${conditionalOrderId}`;
}

/** Notes that an order has ended. */
export function noteClosed(account: Account, place: OrderPlace): void {
  const places = closedOrders.get(account) ?? new Map<string, OrderPlace>();
  if (places.size === 0) closedOrders.set(account, places);
  const name = nameOrderPlace(place);
  places.delete(name);
  places.set(name, place);
  if (places.size > mostClosed) places.delete(places.keys().next().value!);
}

/** The orders that ended last, the first of them first. */
export function listRecentlyClosed(account: Account): OrderPlace[] {
  return [...(closedOrders.get(account)?.values() ?? [])];
}

/** Whether an order is among those that ended last. */
export function isRecentlyClosed(account: Account, place: OrderPlace): boolean {
  return closedOrders.get(account)?.has(nameOrderPlace(place)) ?? false;
}
