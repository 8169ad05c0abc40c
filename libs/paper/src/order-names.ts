/** The client order ids of a ledger's plain orders. */
import type { Ledger } from './account.ts';

const none: readonly number[] = [];

/** Puts an order under its client order id. A list only where there are several: thousands of lists of one are megabytes. */
export function nameOrder({ orderIdsByClientOrderId: ids }: Ledger, clientOrderId: string, orderId: number): void {
  const known = ids.get(clientOrderId);
  if (known === undefined) ids.set(clientOrderId, orderId);
  else if (typeof known === 'number') ids.set(clientOrderId, [known, orderId]);
  else known.push(orderId);
}

/** The ids of the orders that a client order id ever named, oldest first. */
export function listIdsNamed(ledger: Ledger, clientOrderId: string): readonly number[] {
  const ids = ledger.orderIdsByClientOrderId.get(clientOrderId) ?? none;
  return typeof ids === 'number' ? [ids] : ids;
}

/** Whether an order with this client order id still rests. Only then the venue refuses to use the id again. */
export function hasOpenOrderNamed(ledger: Ledger, clientOrderId: string): boolean {
  return listIdsNamed(ledger, clientOrderId).some((id) => ledger.openOrderIds.has(id));
}
