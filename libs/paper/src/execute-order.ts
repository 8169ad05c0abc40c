import type { Account } from './account.ts';
import { findExecutions, listLevels, takeFromBook } from './book.ts';
import { bookExecution } from './book-execution.ts';
import { isClosingLeg } from './check-exposure.ts';
import { one, smallerOf, zero } from './decimal.ts';
import { expireClosePositionOrders } from './expire-close-position-orders.ts';
import { type PaperExchange, findMarket, readPrice } from './exchange.ts';
import type { Execution } from './fill.ts';
import { readPosition, saveOrder } from './ledger.ts';
import { setAttachedStops } from './attached-stops.ts';
import { type Order, isOpenOrder } from './order.ts';
import { findClosingSide } from './position.ts';
import { readMarketTakeBound } from './price-band.ts';

/**
 * The executions that the market offers a market order: the script of the symbol if there is one (used up by it), else
 * what the book holds within the slippage band. A script that is too short leaves a remainder; one that is too long is cut.
 */
function findMarketExecutions(exchange: PaperExchange, { symbol, side, quantity }: Order): readonly Execution[] {
  const script = exchange.fillScripts.get(symbol);
  if (script !== undefined) {
    exchange.fillScripts.delete(symbol);
    return script;
  }
  const band = readMarketTakeBound(exchange, findMarket(exchange, symbol));
  const limit = readPrice(exchange, symbol).last.times(side === 'buy' ? one.plus(band) : one.minus(band));
  return findExecutions(exchange, symbol, side, quantity, limit);
}

/** Ends an order that cannot go on. */
function expire(exchange: PaperExchange, account: Account, order: Order): Order {
  return saveOrder(exchange, account, { ...order, status: 'expired', updatedAtMs: exchange.clock.nowMs() });
}

/** Whether an order may do nothing but make its position smaller: it says so, or it closes a leg of hedge mode. */
function mustReduce({ reduceOnly, leg, side }: Order): boolean {
  return reduceOnly || isClosingLeg(leg, side);
}

/** Books executions one by one. A reducing order stops where its position ends. Returns the order afterwards. */
function bookExecutions(exchange: PaperExchange, account: Account, order: Order, executions: readonly Execution[], isMaker: boolean): Order {
  let current = order;
  for (const { price, quantity } of executions) {
    let part = smallerOf(quantity, current.quantity.minus(current.executedQuantity));
    if (mustReduce(order)) {
      const position = readPosition(account, order.symbol, order.leg);
      if (findClosingSide(position) !== order.side) break;
      part = smallerOf(part, position.quantity.abs());
    }
    if (part.lte(zero)) break;
    current = bookExecution(exchange, account, current, { price, quantity: part }, isMaker);
    takeFromBook(exchange, order.symbol, order.side, part);
  }
  expireClosePositionOrders(exchange, account, order.symbol, order.leg);
  setAttachedStops(exchange, account, current, current.executedQuantity.minus(order.executedQuantity));
  return current;
}

/**
 * Executes a market order against the book. What finds no counterpart expires, as the venue does with a market order
 * that runs out of liquidity. Returns the order as it ends.
 */
export function executeMarketOrder(exchange: PaperExchange, account: Account, order: Order, executions: readonly Execution[] = findMarketExecutions(exchange, order)): Order {
  const current = bookExecutions(exchange, account, order, executions, false);
  return current.status === 'filled' ? current : expire(exchange, account, current);
}

/** Whether a reducing order has nothing left to reduce. */
function isWithoutPosition(account: Account, order: Order): boolean {
  return mustReduce(order) && findClosingSide(readPosition(account, order.symbol, order.leg)) !== order.side;
}

/**
 * Fills a resting limit order whose price was reached, at its own price and as far as the book goes. A reducing one
 * is cut to what is left of the position, and expires when nothing is left.
 */
export function fillRestingOrder(exchange: PaperExchange, account: Account, order: Order): Order {
  const left = order.quantity.minus(order.executedQuantity);
  const levels = listLevels(exchange, order.symbol, order.side);
  const offered = levels === null ? left : smallerOf(left, levels.reduce((sum, { quantity }) => sum.plus(quantity), zero));
  const current = bookExecutions(exchange, account, order, [{ price: order.price!, quantity: offered }], true);
  return isOpenOrder(current) && isWithoutPosition(account, current) ? expire(exchange, account, current) : current;
}

/** Executes a new limit order as far as it crosses the book; the rest waits, or expires when it must not wait. */
export function executeLimitOrder(exchange: PaperExchange, account: Account, order: Order): Order {
  const left = order.quantity.minus(order.executedQuantity);
  const executions = findExecutions(exchange, order.symbol, order.side, left, order.price!);
  const current = bookExecutions(exchange, account, order, executions, false);
  if (!isOpenOrder(current)) return current;
  const mayRest = order.timeInForce === 'gtc' || order.timeInForce === 'gtx';
  const hasEnded = !mayRest || (executions.length > 0 && isWithoutPosition(account, current));
  return hasEnded ? expire(exchange, account, current) : current;
}
