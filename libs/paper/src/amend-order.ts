import type { Account } from './account.ts';
import { readBestPrice } from './book.ts';
import { checkMargin, computeIncrease } from './check-exposure.ts';
import { checkNotional, checkPrice, checkQuantity } from './check-market-rules.ts';
import type { Decimal } from './decimal.ts';
import { type PaperExchange, findMarket } from './exchange.ts';
import { executeLimitOrder } from './execute-order.ts';
import { isHalted } from './hold-back.ts';
import { readPosition, saveOrder } from './ledger.ts';
import { type Order, isOpenOrder } from './order.ts';
import { keepToBand } from './price-band.ts';
import { type Refusal, isRefusal, refuse } from './refusal.ts';

/**
 * Changes price and quantity of a resting limit order. A quantity that has been executed already cancels it. Returns the
 * order, or the refusal, in which case it rests as before.
 * Source: docs, Binance USD-M, "Modify Order", "Error Codes": -5027.
 */
export function amendOrder(exchange: PaperExchange, account: Account, order: Order | null, quantity: Decimal, wanted: Decimal): Order | Refusal {
  if (order === null || !isOpenOrder(order) || order.price === null) return refuse('order-not-found');
  const { symbol, side, leg } = order;
  const market = findMarket(exchange, symbol);
  if (order.price.eq(wanted) && order.quantity.eq(quantity)) return refuse('amendment-unchanged');
  const misfit = checkQuantity(market, quantity, false) ?? checkPrice(market, wanted);
  if (misfit !== null) return misfit;
  const price = keepToBand(exchange, market, side, wanted);
  if (isRefusal(price)) return price;
  const broken = checkNotional(market, quantity, price, order.reduceOnly);
  if (broken !== null) return broken;
  const updatedAtMs = exchange.clock.nowMs();
  if (quantity.lte(order.executedQuantity)) return saveOrder(exchange, account, { ...order, status: 'canceled', updatedAtMs });
  const added = quantity.minus(order.quantity);
  if (!order.reduceOnly && added.gt('0')) {
    const increase = computeIncrease(readPosition(account, symbol, leg), side, added);
    const poor = increase.gt('0') ? checkMargin(exchange, account, symbol, leg, side, added, price) : null;
    if (poor !== null) return poor;
  }
  const best = readBestPrice(exchange, symbol, side);
  const crosses = side === 'buy' ? price.gte(best) : price.lte(best);
  if (order.timeInForce === 'gtx' && crosses) return refuse('would-not-rest');
  const amended = saveOrder(exchange, account, { ...order, quantity, price, updatedAtMs });
  if (crosses && isHalted(exchange, symbol)) {
    exchange.agenda.push({ kind: 'execute', dueMs: updatedAtMs, account: account.name, symbol, orderId: order.orderId });
    return amended;
  }
  return crosses ? executeLimitOrder(exchange, account, amended) : amended;
}
