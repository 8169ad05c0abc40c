import { type Account, openLedger } from './account.ts';
import { checkLeg, isClosingLeg } from './check-exposure.ts';
import { burnClientOrderId, isBurnt } from './client-order-ids.ts';
import { checkNotional, checkPrice, checkQuantity } from './check-market-rules.ts';
import type { Decimal } from './decimal.ts';
import { type PaperExchange, readPrice, takeNextId } from './exchange.ts';
import { readOpenConditionalOrders, saveConditionalOrder } from './ledger.ts';
import type { Market } from './market.ts';
import { type ConditionalOrder, type AttachedStops, type ConditionalType, type OrderOrigin, type TimeInForce, type Trail, type WorkingPrice, isOpenConditionalOrder } from './order.ts';
import { updateLives } from './position-life.ts';
import type { Leg, Side } from './position.ts';
import { keepToBand } from './price-band.ts';
import { type Refusal, isRefusal, refuse } from './refusal.ts';
import { readNow } from './timeline.ts';
import { advanceTrail, computeTrailTrigger } from './trail.ts';
import { isTriggered } from './trigger-conditional-orders.ts';

export interface ConditionalOrderRequest {
  readonly symbol: string;
  readonly side: Side;
  readonly leg: Leg;
  readonly type: ConditionalType;
  /** `null` exactly with `closePosition`. */
  readonly quantity: Decimal | null;
  readonly closePosition: boolean;
  readonly reduceOnly: boolean;
  /** `null` exactly for a trailing stop: the exchange moves it. */
  readonly triggerPrice: Decimal | null;
  /** Limit of the child; `null` for the types that become market orders. */
  readonly price: Decimal | null;
  readonly timeInForce: TimeInForce;
  readonly trail: { readonly callbackRate: Decimal; readonly activatePrice: Decimal | null } | null;
  readonly workingPrice: WorkingPrice;
  readonly priceProtect: boolean;
  readonly clientOrderId: string;
  readonly origin: OrderOrigin;
  readonly attached?: AttachedStops;
  readonly closeOnTrigger?: boolean;
}

/** Whether a conditional order with this client order id still waits, on any symbol. */
function hasOpenTwin(account: Account, clientOrderId: string): boolean {
  const newest = account.conditionalOrdersByClientOrderId.get(clientOrderId)?.at(-1);
  if (newest === undefined) return false;
  const timeline = openLedger(account, newest.symbol).conditionalOrders.get(newest.conditionalOrderId)!;
  return isOpenConditionalOrder(readNow(timeline));
}

/** Checks against the market and against the conditional orders that already wait. */
function checkRequest(exchange: PaperExchange, account: Account, market: Market, request: ConditionalOrderRequest, triggerPrice: Decimal): Refusal | null {
  const { symbol, quantity, leg, side, type, price } = request;
  if (market.status !== 'trading' && !request.reduceOnly && !request.closePosition && !isClosingLeg(leg, side)) return refuse('market-closed');
  const broken =
    checkLeg(account, symbol, leg) ??
    (quantity === null ? null : checkQuantity(market, quantity, price === null)) ??
    checkPrice(market, triggerPrice) ??
    (price === null ? null : checkPrice(market, price)) ??
    checkTrail(exchange, request) ??
    (quantity === null ? null : checkNotional(market, quantity, triggerPrice, request.reduceOnly || leg !== 'net'));
  if (broken !== null) return broken;
  if (isBurnt(account, request.clientOrderId) || hasOpenTwin(account, request.clientOrderId)) return refuse('duplicate-conditional-client-order-id');
  const open = readOpenConditionalOrders(openLedger(account, symbol));
  // Those that belong to a position have a limit of their own.
  if (open.filter(({ bond }) => bond === undefined).length >= exchange.rules.maxConditionalOrders) return refuse('too-many-conditional-orders');
  const isTwin = (other: ConditionalOrder): boolean =>
    other.closePosition && other.leg === leg && other.side === side && other.type === type;
  if (request.closePosition && exchange.rules.closePositionEnds === 'with-position' && open.some(isTwin)) return refuse('close-position-exists');
  return null;
}

/** Checks how a trailing stop is to follow. Sources: docs, Binance USD-M, "New Algo Order": callbackRate, activatePrice. */
function checkTrail(exchange: PaperExchange, { symbol, side, workingPrice, trail }: ConditionalOrderRequest): Refusal | null {
  if (trail === null) return null;
  if (trail.callbackRate.lt('0.1') || trail.callbackRate.gt('10')) return refuse('callback-rate-invalid');
  if (trail.activatePrice === null) return null;
  const { last, mark } = readPrice(exchange, symbol);
  const watched = workingPrice === 'mark' ? mark : last;
  const isAhead = side === 'sell' ? trail.activatePrice.gt(watched) : trail.activatePrice.lt(watched);
  return isAhead ? null : refuse('activation-price-invalid');
}

/** A request's trail as it starts, with the trigger that follows from it. */
function startTrail(exchange: PaperExchange, market: Market, request: ConditionalOrderRequest): { trail: Trail | null; triggerPrice: Decimal } {
  const { symbol, side, workingPrice } = request;
  if (request.trail === null) {
    if (request.triggerPrice === null) throw new Error('Only a trailing stop has no trigger price');
    return { trail: null, triggerPrice: request.triggerPrice };
  }
  const { last, mark } = readPrice(exchange, symbol);
  const watched = workingPrice === 'mark' ? mark : last;
  const trail = advanceTrail(side, { ...request.trail, extremePrice: null }, watched);
  const from = trail.extremePrice ?? trail.activatePrice ?? watched;
  return { trail, triggerPrice: computeTrailTrigger(side, from, trail, market.tick) };
}

/**
 * Places a conditional order. Neither position nor margin is looked at: the venue checks them only when the order
 * triggers. Returns the waiting order, or the refusal, in which case nothing has changed.
 * Sources: docs, Binance USD-M, "New Algo Order", "Error Codes": -2021, -4130.
 */
export function placeConditionalOrder(
  exchange: PaperExchange,
  account: Account,
  request: ConditionalOrderRequest,
): ConditionalOrder | Refusal {
  const { symbol } = request;
  const market = exchange.markets.get(symbol);
  if (market === undefined) return refuse('unknown-symbol');
  const { trail, triggerPrice } = startTrail(exchange, market, request);
  const broken = checkRequest(exchange, account, market, request, triggerPrice);
  if (broken !== null) return broken;
  // Its limit meets the market when the price is at the trigger: the band lies around that. Assumed.
  const price = request.price === null ? null : keepToBand(exchange, market, request.side, request.price, triggerPrice);
  if (price !== null && isRefusal(price)) return price;
  if (trail === null && isTriggered({ ...request, trail, triggerPrice }, readPrice(exchange, symbol))) return refuse('would-trigger-at-once');
  const atMs = exchange.clock.nowMs();
  burnClientOrderId(exchange, account, request.clientOrderId);
  const order = saveConditionalOrder(exchange, account, {
    ...{ ...request, trail, triggerPrice, price },
    conditionalOrderId: takeNextId(exchange, 'conditional-order', symbol),
    status: 'new',
    childOrderId: null,
    createdAtMs: atMs,
    updatedAtMs: atMs,
    triggeredAtMs: null,
  });
  updateLives(exchange, account, symbol);
  return order;
}
