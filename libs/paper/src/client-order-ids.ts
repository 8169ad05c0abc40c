/** Names that a venue accepts only once, for as long as the account lives. Source: docs, Bybit v5, "Place Order": orderLinkId is "always unique". */
import type { Account } from './account.ts';
import type { PaperExchange } from './exchange.ts';

/** Whether an accepted order, living or not, has had this client order id. Never so at a venue that lets ids be used again. */
export function isBurnt(account: Account, clientOrderId: string): boolean {
  return account.burntClientOrderIds.has(clientOrderId);
}

/** Notes that an accepted order has this client order id, if the venue's rules ask for it. */
export function burnClientOrderId(exchange: PaperExchange, account: Account, clientOrderId: string): void {
  if (exchange.rules.clientOrderIdReuse === 'never') account.burntClientOrderIds.add(clientOrderId);
}
