import { type Account, openLedger } from './account.ts';
import { readBestPrice } from './book.ts';
import { checkLeg, checkMargin, checkReductions, computeIncrease, isClosingLeg, limitReduction } from './check-exposure.ts';
import { checkNotional, checkPrice, checkQuantity } from './check-market-rules.ts';
import { burnClientOrderId, isBurnt } from './client-order-ids.ts';
import { zero } from './decimal.ts';
import { type PaperExchange, takeNextId } from './exchange.ts';
import { readPosition, saveOrder } from './ledger.ts';
import type { Market } from './market.ts';
import type { AttachedStops, Order } from './order.ts';
import type { OrderRequest } from './place-order.ts';
import { keepToBand } from './price-band.ts';
import { findClosingSide } from './position.ts';
import { type Refusal, isRefusal, refuse } from './refusal.ts';

/** An order as a venue's gateway takes it. */
export interface AcceptedOrderRequest extends Omit<OrderRequest, 'origin' | 'parent'> {
  readonly attached?: AttachedStops;
}

/** What the gateway looks at, in this order: the form, the id, the number of open orders, and margin or position. */
function checkAtGateway(exchange: PaperExchange, account: Account, market: Market, request: AcceptedOrderRequest): Refusal | null {
  const { symbol, leg, side, price, quantity, reduceOnly } = request;
  if (market.status !== 'trading' && !reduceOnly && !isClosingLeg(leg, side)) return refuse('market-closed');
  const broken =
    checkLeg(account, symbol, leg) ??
    checkQuantity(market, quantity, request.type === 'market') ??
    (price === null ? null : checkPrice(market, price));
  if (broken !== null) return broken;
  if (isBurnt(account, request.clientOrderId)) return refuse('duplicate-client-order-id');
  if (openLedger(account, symbol).openOrderIds.size >= exchange.rules.maxOpenOrders) return refuse('too-many-open-orders');
  const at = price === null ? readBestPrice(exchange, symbol, side) : keepToBand(exchange, market, side, price);
  if (isRefusal(at)) return at;
  const isReducing = reduceOnly || isClosingLeg(leg, side);
  const small = checkNotional(market, quantity, at, isReducing);
  if (small !== null || exchange.rules.gatewayChecks === 'form') return small;
  if (!isReducing) return checkMargin(exchange, account, symbol, leg, side, quantity, at);
  const position = readPosition(account, symbol, leg);
  const limited = limitReduction(exchange, position, side, quantity);
  if (isRefusal(limited)) return limited;
  return reduceOnly ? checkReductions(exchange, account, position, side, limited) : null;
}

/**
 * Takes an order at the gateway: it rests as new and comes to the matching engine afterwards, when `carryOutDue` is called.
 * Returns it, or the refusal, in which case nothing has changed. What becomes of it is not known yet.
 * Source: docs, Bybit v5, "Place Order": "The ack of create order request indicates that the request is successfully accepted".
 */
export function acceptOrder(exchange: PaperExchange, account: Account, request: AcceptedOrderRequest): Order | Refusal {
  const { symbol, side, leg, clientOrderId, quantity } = request;
  const market = exchange.markets.get(symbol);
  if (market === undefined) return refuse('unknown-symbol');
  const broken = checkAtGateway(exchange, account, market, request);
  if (broken !== null) return broken;
  const price = request.price === null ? null : keepToBand(exchange, market, side, request.price);
  if (price !== null && isRefusal(price)) return price;
  const atMs = exchange.clock.nowMs();
  const position = readPosition(account, symbol, leg);
  const { fillAfterMs, ...fields } = request;
  burnClientOrderId(exchange, account, clientOrderId);
  const order = saveOrder(exchange, account, {
    ...{ ...fields, price },
    orderId: takeNextId(exchange, 'order', symbol),
    isClosing: findClosingSide(position) === side,
    ...{ executedQuantity: zero, executedCost: zero, status: 'new', origin: 'client', parent: null },
    ...{ createdAtMs: atMs, updatedAtMs: atMs },
  });
  const isEntry = !request.reduceOnly && computeIncrease(position, side, quantity).gt(zero);
  if (isEntry) account.acceptedEntries.push({ symbol, orderId: order.orderId, clientOrderId, timeMs: atMs });
  exchange.agenda.push({ kind: 'match', dueMs: atMs + (fillAfterMs ?? exchange.rules.matchAfterMs), account: account.name, symbol, orderId: order.orderId });
  return order;
}
