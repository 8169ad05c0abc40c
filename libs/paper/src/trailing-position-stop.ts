/** The trailing stop of a whole position: it follows the best price at a distance. Source: docs, Bybit v5, "Set Trading Stop": trailingStop, activePrice. */
import type { Account } from './account.ts';
import { cancelConditionalOrder } from './cancel-order.ts';
import { checkPrice } from './check-market-rules.ts';
import { type Decimal, zero } from './decimal.ts';
import { type PaperExchange, findMarket, readPrice, takeNextId } from './exchange.ts';
import { readOpenConditionalOrders, readPosition, saveConditionalOrder } from './ledger.ts';
import type { ConditionalOrder, Trail } from './order.ts';
import { updateLives } from './position-life.ts';
import { type Leg, findClosingSide } from './position.ts';
import { type Refusal, refuse } from './refusal.ts';
import { advanceTrail, computeTrailTrigger } from './trail.ts';

export interface TrailingStopRequest {
  readonly symbol: string;
  readonly leg: Leg;
  /** `null`: take it away. */
  readonly distance: Decimal | null;
  /** Where it begins to follow; `null`: at once. */
  readonly activatePrice: Decimal | null;
  readonly clientOrderId: string;
}

/** The trailing stop of a leg among the waiting orders of its symbol, `null` if it has none. */
export function pickTrailingStop(waiting: readonly ConditionalOrder[], leg: Leg): ConditionalOrder | null {
  return waiting.find((order) => order.bond === 'full' && order.leg === leg && order.trail !== null) ?? null;
}

/** The trailing stop of a leg as it stands now, `null` if it has none. */
export function findTrailingStop(account: Account, symbol: string, leg: Leg): ConditionalOrder | null {
  const ledger = account.ledgers.get(symbol);
  return ledger === undefined ? null : pickTrailingStop(readOpenConditionalOrders(ledger), leg);
}

/** Whether a trail has this distance and beginning already. */
function isSame(trail: Trail, distance: Decimal, activatePrice: Decimal | null): boolean {
  const begins = trail.activatePrice === null || activatePrice === null ? trail.activatePrice === activatePrice : trail.activatePrice.eq(activatePrice);
  return trail.distance !== undefined && trail.distance.eq(distance) && begins;
}

/** Whether a request can be carried out. Returns the refusal (`amendment-unchanged` if nothing would change), or `null`. Changes nothing. */
export function checkTrailingStop(exchange: PaperExchange, account: Account, { symbol, leg, distance, activatePrice }: TrailingStopRequest): Refusal | null {
  const side = findClosingSide(readPosition(account, symbol, leg));
  if (side === null) return refuse('no-position');
  const present = findTrailingStop(account, symbol, leg);
  if (distance === null) return present === null ? refuse('amendment-unchanged') : null;
  const { last } = readPrice(exchange, symbol);
  if (distance.lte(zero) || distance.gte(last) || checkPrice(findMarket(exchange, symbol), distance) !== null) return refuse('callback-rate-invalid');
  if (present?.trail != null && isSame(present.trail, distance, activatePrice)) return refuse('amendment-unchanged');
  if (activatePrice === null) return null;
  const isAhead = side === 'sell' ? activatePrice.gt(last) : activatePrice.lt(last);
  return isAhead ? checkPrice(findMarket(exchange, symbol), activatePrice) : refuse('activation-price-invalid');
}

/** Sets, changes or takes away the trailing stop of a position. Returns what `checkTrailingStop` finds. */
export function setTrailingStop(exchange: PaperExchange, account: Account, request: TrailingStopRequest): Refusal | null {
  const refusal = checkTrailingStop(exchange, account, request);
  if (refusal !== null) return refusal;
  const { symbol, leg, distance, activatePrice, clientOrderId } = request;
  const present = findTrailingStop(account, symbol, leg);
  if (present !== null) cancelConditionalOrder(exchange, account, present);
  if (distance === null) return null;
  const atMs = exchange.clock.nowMs();
  const side = findClosingSide(readPosition(account, symbol, leg))!;
  const { last } = readPrice(exchange, symbol);
  const trail = advanceTrail(side, { callbackRate: zero, distance, activatePrice, extremePrice: null }, last);
  const triggerPrice = computeTrailTrigger(side, trail.extremePrice ?? activatePrice ?? last, trail, findMarket(exchange, symbol).tick);
  saveConditionalOrder(exchange, account, {
    ...{ symbol, leg, side, clientOrderId, trail, triggerPrice, bond: 'full', type: 'trailing-stop-market' },
    conditionalOrderId: takeNextId(exchange, 'conditional-order', symbol),
    ...{ quantity: null, closePosition: true, reduceOnly: true, price: null, workingPrice: 'last', timeInForce: 'gtc', priceProtect: false },
    ...{ origin: 'client', status: 'new', childOrderId: null, triggeredAtMs: null, createdAtMs: atMs, updatedAtMs: atMs },
  });
  updateLives(exchange, account, symbol);
  return null;
}
