import type { Account } from './account.ts';
import { bookExecution } from './book-execution.ts';
import { smallerOf, zero } from './decimal.ts';
import { expireClosePositionOrders } from './expire-close-position-orders.ts';
import { type PaperExchange, readPrice } from './exchange.ts';
import type { Execution } from './fill.ts';
import { readPosition, saveOrder } from './ledger.ts';
import type { Order } from './order.ts';

/**
 * The executions that the market offers a market order: the script of the symbol if there is one (used up by it), else
 * all of it at the last price. A script that is too short leaves a remainder; one that is too long is cut.
 */
function findExecutions(exchange: PaperExchange, order: Order): Execution[] {
  const script = exchange.fillScripts.get(order.symbol);
  if (script === undefined) return [{ price: readPrice(exchange, order.symbol).last, quantity: order.quantity }];
  exchange.fillScripts.delete(order.symbol);
  return script;
}

/**
 * Executes a market order against the book. What finds no counterpart expires, as the venue does with a market order
 * that runs out of liquidity. Returns the order as it ends.
 */
export function executeMarketOrder(
  exchange: PaperExchange,
  account: Account,
  order: Order,
  executions: readonly Execution[] = findExecutions(exchange, order),
): Order {
  let current = order;
  for (const { price, quantity } of executions) {
    const left = current.quantity.minus(current.executedQuantity);
    if (left.eq(zero)) break;
    current = bookExecution(exchange, account, current, { price, quantity: smallerOf(left, quantity) }, false);
  }
  if (current.status !== 'filled') {
    current = saveOrder(exchange, account, { ...current, status: 'expired', updatedAtMs: exchange.clock.nowMs() });
  }
  expireClosePositionOrders(exchange, account, order.symbol, order.leg);
  return current;
}

/**
 * Fills a resting limit order whose price was reached. A reduce-only one is cut to what is left of the position, and
 * expires when nothing is left.
 */
export function executeLimitOrder(exchange: PaperExchange, account: Account, order: Order, execution: Execution, isMaker: boolean): Order {
  const position = readPosition(account, order.symbol, order.leg);
  const atMs = exchange.clock.nowMs();
  let { quantity } = execution;
  if (order.reduceOnly) {
    const isReducing = position.quantity.times(order.side === 'buy' ? '-1' : '1').gt(zero);
    if (!isReducing) return saveOrder(exchange, account, { ...order, status: 'expired', updatedAtMs: atMs });
    quantity = smallerOf(quantity, position.quantity.abs());
  }
  let filled = bookExecution(exchange, account, order, { price: execution.price, quantity }, isMaker);
  if (filled.reduceOnly && filled.status !== 'filled') {
    filled = saveOrder(exchange, account, { ...filled, status: 'expired', updatedAtMs: atMs });
  }
  expireClosePositionOrders(exchange, account, order.symbol, order.leg);
  return filled;
}
