import { type LifelongOrder, type OrderPlace, findPlaceByClientOrderId, readLifelongOrder } from '@breakwater/paper';
import { BybitError } from './bybit-error.ts';
import type { SignedCall } from './route.ts';
import { parseOrderId } from './venue-id.ts';

/** Where the order stands that a call names: orderId goes before orderLinkId. `null` for a name that no order has. */
export function findNamedPlace({ exchange, account, parameters }: SignedCall): OrderPlace | null {
  const orderId = parameters.optionalText('orderId');
  if (orderId !== null) return parseOrderId(exchange, orderId);
  const orderLinkId = parameters.optionalText('orderLinkId');
  return orderLinkId === null ? null : findPlaceByClientOrderId(account, orderLinkId);
}

/** Whether a call names an order at all. */
export function namesOrder({ parameters }: SignedCall): boolean {
  return parameters.optionalText('orderId') !== null || parameters.optionalText('orderLinkId') !== null;
}

/**
 * The order that a call wants to change, as it is now, however far the listings lag; `null` if there is none of the call's
 * contract. Throws 10001 for a call that names none.
 */
export function findOrderToChange(call: SignedCall, symbol: string): LifelongOrder | null {
  if (!namesOrder(call)) throw new BybitError(10001, 'params error: orderId or orderLinkId is required');
  const place = findNamedPlace(call);
  if (place === null || place.symbol !== symbol) return null;
  return readLifelongOrder(call.account, place, { ordersMs: call.nowMs, conditionalOrdersMs: call.nowMs });
}
