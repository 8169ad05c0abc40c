import { type Account, openLedger } from './account.ts';
import { checkLeg, checkMargin, checkReductions, computeIncrease, isClosingLeg, limitReduction } from './check-exposure.ts';
import { burnClientOrderId, isBurnt } from './client-order-ids.ts';
import { checkNotional, checkPrice, checkQuantity } from './check-market-rules.ts';
import { type Decimal, zero } from './decimal.ts';
import { type PaperExchange, takeNextId } from './exchange.ts';
import { findExecutions, readBestPrice } from './book.ts';
import { executeLimitOrder, executeMarketOrder } from './execute-order.ts';
import type { Execution } from './fill.ts';
import { readPosition, saveOrder } from './ledger.ts';
import { isHalted } from './hold-back.ts';
import { hasOpenOrderNamed } from './order-names.ts';
import type { Market } from './market.ts';
import type { Order, OrderOrigin, OrderParent, TimeInForce } from './order.ts';
import { checkBestPrice, keepToBand } from './price-band.ts';
import { type Leg, type Side, findClosingSide } from './position.ts';
import { type Refusal, isRefusal, refuse } from './refusal.ts';

export interface OrderRequest {
  readonly symbol: string;
  readonly side: Side;
  readonly leg: Leg;
  readonly type: 'market' | 'limit';
  readonly timeInForce: TimeInForce;
  readonly quantity: Decimal;
  /** `null` for a market order. */
  readonly price: Decimal | null;
  readonly reduceOnly: boolean;
  readonly clientOrderId: string;
  readonly origin: OrderOrigin;
  readonly parent: OrderParent | null;
  /** Milliseconds for which the accepted order does not meet the market yet; 0 at a venue that keeps up. */
  readonly fillAfterMs?: number;
}

/** Whether the book holds the whole quantity at `price` or better. Source: docs, Binance USD-M: FOK, -5021. */
function canFillWhole(exchange: PaperExchange, symbol: string, side: Side, quantity: Decimal, price: Decimal): boolean {
  return findExecutions(exchange, symbol, side, quantity, price).reduce((sum, execution) => sum.plus(execution.quantity), zero).gte(quantity);
}

/** The checks of a new order that do not change it, in the order in which the venue reports them. */
function checkRequest(exchange: PaperExchange, account: Account, market: Market, request: OrderRequest): Refusal | null {
  if (market.status !== 'trading' && !request.reduceOnly && !isClosingLeg(request.leg, request.side)) return refuse('market-closed');
  const { price } = request;
  const broken =
    checkLeg(account, market.symbol, request.leg) ??
    checkQuantity(market, request.quantity, request.type === 'market') ??
    (price === null ? null : checkPrice(market, price));
  if (broken !== null) return broken;
  // A child may have the name of the order that it comes from, and a hand has none of its own.
  const isUsedUp = request.origin === 'client' && isBurnt(account, request.clientOrderId);
  if (isUsedUp || hasOpenOrderNamed(openLedger(account, market.symbol), request.clientOrderId)) return refuse('duplicate-client-order-id');
  if (openLedger(account, market.symbol).openOrderIds.size >= exchange.rules.maxOpenOrders) return refuse('too-many-open-orders');
  return null;
}

/**
 * Places an order of the plain list, as a client does. Returns the order as it stands when the exchange answers (a
 * market order has then ended), or the refusal, in which case nothing has changed.
 * Sources: docs, Binance USD-M, "New Order", "Error Codes".
 */
export function placeOrder(
  exchange: PaperExchange,
  account: Account,
  request: OrderRequest,
  executions?: readonly Execution[],
): Order | Refusal {
  const { side, leg } = request;
  const market = exchange.markets.get(request.symbol);
  if (market === undefined) return refuse('unknown-symbol');
  // Not the request's own text: every order would keep a copy of it.
  const { symbol } = market;
  const broken = checkRequest(exchange, account, market, request);
  if (broken !== null) return broken;

  const best = readBestPrice(exchange, symbol, side);
  const price = request.price === null ? null : keepToBand(exchange, market, side, request.price);
  if (price !== null && isRefusal(price)) return price;
  const distant = price === null ? checkBestPrice(exchange, market, side, best) : null;
  if (distant !== null) return distant;
  const position = readPosition(account, symbol, leg);
  let { quantity } = request;
  if (request.reduceOnly || isClosingLeg(leg, side)) {
    const limited = limitReduction(exchange, position, side, quantity);
    if (isRefusal(limited)) return limited;
    quantity = limited;
    const excess = request.reduceOnly ? checkReductions(exchange, account, position, side, quantity) : null;
    if (excess !== null) return excess;
  } else {
    const poor =
      checkNotional(market, quantity, price ?? best, false) ??
      checkMargin(exchange, account, symbol, leg, side, quantity, price ?? best);
    if (poor !== null) return poor;
  }
  const crosses = price !== null && (side === 'buy' ? price.gte(best) : price.lte(best));
  if (request.timeInForce === 'gtx' && crosses) return refuse('would-not-rest');
  if (request.timeInForce === 'fok' && price !== null && !canFillWhole(exchange, symbol, side, quantity, price)) return refuse('would-not-fill');

  const atMs = exchange.clock.nowMs();
  const isEntry = request.origin === 'client' && !request.reduceOnly && computeIncrease(position, side, quantity).gt(zero);
  const { reduceOnly, clientOrderId, type, timeInForce, origin, parent } = request;
  if (origin === 'client') burnClientOrderId(exchange, account, clientOrderId);
  const order = saveOrder(exchange, account, {
    symbol,
    orderId: takeNextId(exchange, 'order', symbol),
    clientOrderId,
    leg,
    side,
    type,
    timeInForce,
    price,
    quantity,
    executedQuantity: zero,
    executedCost: zero,
    status: 'new',
    reduceOnly,
    isClosing: findClosingSide(position) === side,
    origin,
    parent,
    createdAtMs: atMs,
    updatedAtMs: atMs,
  });
  if (isEntry) account.acceptedEntries.push({ symbol, orderId: order.orderId, clientOrderId, timeMs: atMs });

  if (request.fillAfterMs !== undefined || isHalted(exchange, symbol)) {
    exchange.agenda.push({ kind: 'execute', dueMs: atMs + (request.fillAfterMs ?? 0), account: account.name, symbol, orderId: order.orderId });
    return order;
  }
  if (price === null) return executeMarketOrder(exchange, account, order, executions);
  return executeLimitOrder(exchange, account, order);
}
