import type { Account } from './account.ts';
import { listLevels } from './book.ts';
import { type Decimal, smallerOf, zero } from './decimal.ts';
import { type PaperExchange, readPrice, takeNextId } from './exchange.ts';
import { executeMarketOrder } from './execute-order.ts';
import type { Execution } from './fill.ts';
import { readPosition, saveOrder } from './ledger.ts';
import type { Order } from './order.ts';
import { type Leg, findClosingSide } from './position.ts';
import { drawHex } from './random.ts';
import { type Refusal, refuse } from './refusal.ts';

/** What the venue finds for an order of its own: the mark price; for a liquidation no more of it than the book can take. */
function findForcedExecutions(exchange: PaperExchange, { symbol, side, quantity }: Order, cause: string, price: Decimal): Execution[] {
  const levels = cause === 'liquidation' ? listLevels(exchange, symbol, side) : null;
  if (levels === null) return [{ price, quantity }];
  const offered = levels.reduce((sum, level) => sum.plus(level.quantity), zero);
  return [{ price, quantity: smallerOf(quantity, offered) }];
}

/**
 * Closes a position, or `quantity` of it, against the account's will, at the mark price; a liquidation gets no more than
 * the book holds and may leave a rest. The order carries the client order id by which the venue marks its own orders.
 * Returns it, or the refusal if there is no position.
 * Source: docs, Binance USD-M, "Event: Order Update": clientOrderId autoclose-, adl_autoclose.
 */
export function closeByForce(
  exchange: PaperExchange,
  account: Account,
  symbol: string,
  leg: Leg,
  cause: 'liquidation' | 'adl' | 'settlement',
  quantity: Decimal | null,
  executions?: readonly Execution[],
): Order | Refusal {
  const position = readPosition(account, symbol, leg);
  const side = findClosingSide(position);
  if (side === null) return refuse('no-position');
  const size = position.quantity.abs();
  const closing = quantity === null ? size : smallerOf(size, quantity);
  const isLaddered = cause === 'liquidation' && executions === undefined && closing.lt(size);
  const price = readPrice(exchange, symbol).mark;
  const atMs = exchange.clock.nowMs();
  const order = saveOrder(exchange, account, {
    ...{ symbol, leg, side, price, origin: cause },
    orderId: takeNextId(exchange, 'order', symbol),
    clientOrderId: cause === 'adl' ? 'adl_autoclose' : `${cause === 'settlement' ? 'settlement_' : ''}autoclose-${atMs}${drawHex(exchange.random, 4)}`,
    type: 'limit',
    timeInForce: 'ioc',
    quantity: closing,
    executedQuantity: zero,
    executedCost: zero,
    status: 'new',
    reduceOnly: false,
    isClosing: true,
    ...(isLaddered ? { isLaddered } : {}),
    parent: null,
    createdAtMs: atMs,
    updatedAtMs: atMs,
  });
  return executeMarketOrder(exchange, account, order, executions ?? findForcedExecutions(exchange, order, cause, price));
}
