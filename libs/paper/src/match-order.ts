/** The matching engine of a venue that acknowledges an order before it looks whether the order can be carried out. */
import type { Account } from './account.ts';
import { findExecutions, readBestPrice } from './book.ts';
import { checkMargin, isClosingLeg, limitReduction } from './check-exposure.ts';
import { zero } from './decimal.ts';
import type { PaperExchange } from './exchange.ts';
import { executeLimitOrder, executeMarketOrder } from './execute-order.ts';
import { readPosition, saveOrder } from './ledger.ts';
import type { Order, OrderEnding } from './order.ts';
import { isRefusal } from './refusal.ts';

/** Whether the book holds the whole order at its price or better. */
function canFillWhole(exchange: PaperExchange, { symbol, side, quantity, price }: Order): boolean {
  if (price === null) return true;
  return findExecutions(exchange, symbol, side, quantity, price).reduce((sum, execution) => sum.plus(execution.quantity), zero).gte(quantity);
}

/** Whether a limit order meets a counterpart at once. */
function crosses(exchange: PaperExchange, { symbol, side, price }: Order): boolean {
  if (price === null) return true;
  const best = readBestPrice(exchange, symbol, side);
  return side === 'buy' ? price.gte(best) : price.lte(best);
}

/** Why the order cannot be matched now, `null` if it can. */
function findObstacle(exchange: PaperExchange, account: Account, order: Order): OrderEnding | null {
  const { symbol, leg, side, quantity, price } = order;
  if (!order.reduceOnly && !isClosingLeg(leg, side)) {
    const poor = checkMargin(exchange, account, symbol, leg, side, quantity, price ?? readBestPrice(exchange, symbol, side));
    if (poor !== null) return 'insufficient-margin';
  }
  if (order.timeInForce === 'gtx' && crosses(exchange, order)) return 'would-not-rest';
  return order.timeInForce === 'fok' && !canFillWhole(exchange, order) ? 'would-not-fill' : null;
}

/**
 * Matches an acknowledged order: checks position and margin as they are by now, cuts a reducing order to its position,
 * executes what finds a counterpart. An order that cannot go on ends with its reason; nobody is told but who looks.
 * Source: docs, Bybit v5, "Place Order": the acknowledgement, IOC within the slippage limit, PostOnly.
 */
export function matchOrder(exchange: PaperExchange, account: Account, order: Order): Order {
  const end = (ending: OrderEnding): Order => saveOrder(exchange, account, { ...order, status: 'expired', ending, updatedAtMs: exchange.clock.nowMs() });
  let current = order;
  if (order.reduceOnly || isClosingLeg(order.leg, order.side)) {
    const limited = limitReduction(exchange, readPosition(account, order.symbol, order.leg), order.side, order.quantity);
    if (isRefusal(limited)) return end('nothing-to-reduce');
    if (!limited.eq(order.quantity)) current = saveOrder(exchange, account, { ...order, quantity: limited });
  }
  const obstacle = findObstacle(exchange, account, current);
  if (obstacle !== null) return end(obstacle);
  return current.price === null ? executeMarketOrder(exchange, account, current) : executeLimitOrder(exchange, account, current);
}
