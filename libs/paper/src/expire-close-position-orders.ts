import { type Account, openLedger } from './account.ts';
import { zero } from './decimal.ts';
import type { PaperExchange } from './exchange.ts';
import { readOpenConditionalOrders, readPosition, saveConditionalOrder } from './ledger.ts';
import { type Leg, findClosingSide } from './position.ts';

/**
 * Ends the close-position orders of a leg that has become flat where the venue ties them to the position, and the stops
 * that belong to a position as soon as it is flat or has turned to the other side. Conditional orders with a quantity
 * survive, reduce-only or not: they may later close another position.
 * Sources: docs, Bybit v5, "Set Trading Stop": "The system will cancel these orders if the position is closed"; docs, Binance USD-M, "Event: Algo Order Update": EXPIRED, GTE_GTC. That every way of closing does so is assumed.
 */
export function expireClosePositionOrders(exchange: PaperExchange, account: Account, symbol: string, leg: Leg): void {
  const position = readPosition(account, symbol, leg);
  const isFlat = position.quantity.eq(zero);
  for (const order of readOpenConditionalOrders(openLedger(account, symbol))) {
    if (order.leg !== leg) continue;
    const ends = order.bond === undefined ? isFlat && order.closePosition && exchange.rules.closePositionEnds === 'with-position' : findClosingSide(position) !== order.side;
    if (ends) saveConditionalOrder(exchange, account, { ...order, status: 'expired', updatedAtMs: exchange.clock.nowMs() });
  }
}
