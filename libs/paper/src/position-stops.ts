/**
 * Stops and take-profits that belong to a position: a full one follows its size, a partial one has its own; both end with
 * the position. They are conditional orders, so whatever looks at those (triggers, bare time, listings) sees them too.
 * Source: docs, Bybit v5, "Set Trading Stop".
 */
import { type Account, openLedger } from './account.ts';
import { cancelConditionalOrder } from './cancel-order.ts';
import { checkPrice, checkQuantity } from './check-market-rules.ts';
import type { Decimal } from './decimal.ts';
import { type PaperExchange, findMarket, readPrice, takeNextId } from './exchange.ts';
import { readOpenConditionalOrders, readPosition, saveConditionalOrder } from './ledger.ts';
import type { AttachedStop, ConditionalOrder, ConditionalType, PositionBond } from './order.ts';
import { updateLives } from './position-life.ts';
import { type Leg, findClosingSide } from './position.ts';
import { type Refusal, refuse } from './refusal.ts';

/** Which of the two: what bounds the loss, or what takes the gain. */
export type StopPurpose = 'stop' | 'take-profit';

export interface PositionStopRequest {
  readonly symbol: string;
  readonly leg: Leg;
  readonly purpose: StopPurpose;
  readonly mode: PositionBond;
  /** `null`: take the full one away. */
  readonly wish: AttachedStop | null;
  /** Of a partial one; `null` for a full one. */
  readonly quantity: Decimal | null;
  /** Name for the order that it becomes. */
  readonly clientOrderId: string;
}

/** The type of conditional order that serves a purpose, with or without a limit. */
function typeOf(purpose: StopPurpose, price: Decimal | null): ConditionalType {
  if (purpose === 'stop') return price === null ? 'stop-market' : 'stop';
  return price === null ? 'take-profit-market' : 'take-profit';
}

/** Whether an order of the position serves a purpose. */
function serves(order: ConditionalOrder, purpose: StopPurpose): boolean {
  return order.trail === null && (order.type === 'stop-market' || order.type === 'stop') === (purpose === 'stop');
}

/** The full stop or take-profit of a leg among the waiting orders of its symbol, `null` if it has none. */
export function pickPositionStop(waiting: readonly ConditionalOrder[], leg: Leg, purpose: StopPurpose): ConditionalOrder | null {
  return waiting.find((order) => order.bond === 'full' && order.leg === leg && serves(order, purpose)) ?? null;
}

/** The full stop or take-profit of a leg as it stands now, `null` if it has none. */
export function findPositionStop(account: Account, symbol: string, leg: Leg, purpose: StopPurpose): ConditionalOrder | null {
  const ledger = account.ledgers.get(symbol);
  if (ledger === undefined || ledger.openConditionalOrderIds.size === 0) return null;
  return pickPositionStop(readOpenConditionalOrders(ledger), leg, purpose);
}

/** Whether a trigger lies where the price has been already: a stop on the wrong side of it. */
export function isBeyond(exchange: PaperExchange, symbol: string, closingSide: 'buy' | 'sell', purpose: StopPurpose, { triggerPrice, workingPrice }: AttachedStop): boolean {
  return isBeyondPrice(closingSide, purpose, triggerPrice, readPrice(exchange, symbol)[workingPrice]);
}

/** As `isBeyond`, for a price that is given. */
export function isBeyondPrice(closingSide: 'buy' | 'sell', purpose: StopPurpose, triggerPrice: Decimal, base: Decimal): boolean {
  const mustBeBelow = (closingSide === 'sell') === (purpose === 'stop');
  return mustBeBelow ? triggerPrice.gte(base) : triggerPrice.lte(base);
}

/** Checks a wish. Returns the refusal, or `null`. */
function checkWish(exchange: PaperExchange, account: Account, request: PositionStopRequest, wish: AttachedStop, closingSide: 'buy' | 'sell'): Refusal | null {
  const { symbol, leg, mode, purpose, quantity } = request;
  const market = findMarket(exchange, symbol);
  const broken =
    checkPrice(market, wish.triggerPrice) ??
    (wish.price === null ? null : checkPrice(market, wish.price)) ??
    (quantity === null ? null : checkQuantity(market, quantity, wish.price === null));
  if (broken !== null) return broken;
  if (isBeyond(exchange, symbol, closingSide, purpose, wish)) return refuse('would-trigger-at-once');
  if (mode === 'full') return null;
  const partial = readOpenConditionalOrders(openLedger(account, symbol)).filter((order) => order.bond === 'partial' && order.leg === leg);
  return partial.length >= exchange.rules.maxPartialStops ? refuse('too-many-conditional-orders') : null;
}

/** Whether a wish can be set. Returns the refusal (`amendment-unchanged` if nothing would change), or `null`. Changes nothing. */
export function checkPositionStop(exchange: PaperExchange, account: Account, request: PositionStopRequest): Refusal | null {
  const { symbol, leg, purpose, mode, wish } = request;
  const closingSide = findClosingSide(readPosition(account, symbol, leg));
  if (closingSide === null) return refuse('no-position');
  const present = mode === 'full' ? findPositionStop(account, symbol, leg, purpose) : null;
  if (wish === null) return present === null ? refuse('amendment-unchanged') : null;
  if (present !== null && present.triggerPrice.eq(wish.triggerPrice) && present.workingPrice === wish.workingPrice) return refuse('amendment-unchanged');
  return checkWish(exchange, account, request, wish, closingSide);
}

/**
 * Sets, changes or takes away what belongs to a position. A full one is changed in place and keeps its id; a partial one is
 * always a further one. Returns the refusal (`amendment-unchanged` if nothing would change), or `null`.
 */
export function setPositionStop(exchange: PaperExchange, account: Account, request: PositionStopRequest): Refusal | null {
  const refusal = checkPositionStop(exchange, account, request);
  if (refusal !== null) return refusal;
  if (request.wish !== null) putPositionStop(exchange, account, request, request.wish);
  else cancelConditionalOrder(exchange, account, findPositionStop(account, request.symbol, request.leg, request.purpose));
  return null;
}

/** Puts one in place without any check: the position must be open. */
export function putPositionStop(exchange: PaperExchange, account: Account, request: PositionStopRequest, wish: AttachedStop): void {
  const { symbol, leg, purpose, mode, quantity, clientOrderId } = request;
  const atMs = exchange.clock.nowMs();
  const present = mode === 'full' ? findPositionStop(account, symbol, leg, purpose) : null;
  if (present !== null) {
    saveConditionalOrder(exchange, account, { ...present, triggerPrice: wish.triggerPrice, workingPrice: wish.workingPrice, updatedAtMs: atMs });
  } else {
    saveConditionalOrder(exchange, account, {
      ...{ symbol, leg, clientOrderId, quantity, bond: mode, price: wish.price },
      conditionalOrderId: takeNextId(exchange, 'conditional-order', symbol),
      side: findClosingSide(readPosition(account, symbol, leg))!,
      type: typeOf(purpose, wish.price),
      closePosition: quantity === null,
      reduceOnly: true,
      triggerPrice: wish.triggerPrice,
      workingPrice: wish.workingPrice,
      ...{ timeInForce: 'gtc', trail: null, priceProtect: false, origin: 'client', status: 'new', childOrderId: null, triggeredAtMs: null },
      ...{ createdAtMs: atMs, updatedAtMs: atMs },
    });
  }
  updateLives(exchange, account, symbol);
}
