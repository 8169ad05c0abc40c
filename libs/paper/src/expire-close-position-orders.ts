import { type Account, openLedger } from './account.ts';
import { isClosingLeg } from './check-exposure.ts';
import { zero } from './decimal.ts';
import type { PaperExchange } from './exchange.ts';
import { readOpenConditionalOrders, readPosition, saveConditionalOrder } from './ledger.ts';
import { type Leg, findClosingSide } from './position.ts';

/**
 * Ends the close-position orders of a leg that has become flat where the venue ties them to the position, and the stops
 * that belong to a position as soon as it is flat or has turned to the other side. Conditional orders with a quantity
 * survive, unless the venue ties reducing ones to the position, too: they may later close another one.
 * Sources: docs, Bybit v5, "Set Trading Stop": "The system will cancel these orders if the position is closed"; docs, Binance USD-M, "Event: Algo Order Update": EXPIRED, GTE_GTC. That every way of closing does so is assumed.
 */
export function expireClosePositionOrders(exchange: PaperExchange, account: Account, symbol: string, leg: Leg): void {
  const position = readPosition(account, symbol, leg);
  const isFlat = position.quantity.eq(zero);
  const { closePositionEnds, quantityStopEnds } = exchange.rules;
  for (const order of readOpenConditionalOrders(openLedger(account, symbol))) {
    if (order.leg !== leg) continue;
    const isTied = order.closePosition ? closePositionEnds === 'with-position' : quantityStopEnds === 'with-position' && (order.reduceOnly || isClosingLeg(leg, order.side));
    const ends = order.bond === undefined ? isFlat && isTied : findClosingSide(position) !== order.side;
    if (ends) saveConditionalOrder(exchange, account, { ...order, status: 'expired', updatedAtMs: exchange.clock.nowMs() });
  }
}
