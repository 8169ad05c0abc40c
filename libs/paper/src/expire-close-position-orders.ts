import { type Account, openLedger } from './account.ts';
import { zero } from './decimal.ts';
import type { PaperExchange } from './exchange.ts';
import { readOpenConditionalOrders, readPosition, saveConditionalOrder } from './ledger.ts';
import type { Leg } from './position.ts';

/**
 * Ends the close-position orders of a leg that has become flat, because the venue ties them to the position.
 * Conditional orders with a quantity survive, reduce-only or not: they may later close another position.
 * Sources: docs, Binance USD-M, "Event: Algo Order Update": EXPIRED, GTE_GTC. That every way of closing does so is assumed.
 */
export function expireClosePositionOrders(exchange: PaperExchange, account: Account, symbol: string, leg: Leg): void {
  if (!readPosition(account, symbol, leg).quantity.eq(zero)) return;
  for (const order of readOpenConditionalOrders(openLedger(account, symbol))) {
    if (!order.closePosition || order.leg !== leg) continue;
    saveConditionalOrder(exchange, account, { ...order, status: 'expired', updatedAtMs: exchange.clock.nowMs() });
  }
}
