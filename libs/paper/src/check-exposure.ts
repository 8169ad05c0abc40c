import { type Account, isHedgedOn } from './account.ts';
import { type Decimal, zero } from './decimal.ts';
import { type PaperExchange, findMarket } from './exchange.ts';
import { readOpenConditionalOrders, readOpenOrders, readPosition } from './ledger.ts';
import { computeInitialMargin } from './margin.ts';
import { type Leg, type Position, type Side, findClosingSide } from './position.ts';
import { type Refusal, refuse } from './refusal.ts';
import { summariseMargin } from './summarise-margin.ts';

/** Whether an order of `side` on `leg` can only close: in hedge mode selling the long leg, buying the short one. */
export function isClosingLeg(leg: Leg, side: Side): boolean {
  return (leg === 'long' && side === 'sell') || (leg === 'short' && side === 'buy');
}

/** Checks that the order names a leg exactly when the account is in hedge mode. Source: docs, Binance USD-M: -4061. */
export function checkLeg(account: Account, symbol: string, leg: Leg): Refusal | null {
  return (leg === 'net') === isHedgedOn(account, symbol) ? refuse('leg-mismatch') : null;
}

/**
 * How much of a reducing order may execute. One-way mode: a reduce-only order is cut to the position, and refused when
 * there is nothing on the other side to reduce. Hedge mode: a closing order larger than its leg is refused, unless
 * the rules say otherwise. Source: docs, Binance USD-M, "Error Codes": -2022; the cut is a setting (`reduceOnlyExcess`).
 */
export function limitReduction(exchange: PaperExchange, position: Position, side: Side, quantity: Decimal): Decimal | Refusal {
  if (findClosingSide(position) !== side) return refuse('reduce-only-rejected');
  const size = position.quantity.abs();
  if (quantity.lte(size)) return quantity;
  const { reduceOnlyExcess } = exchange.rules;
  const mustRefuse = reduceOnlyExcess === 'refuse' || (position.leg !== 'net' && reduceOnlyExcess === 'clip');
  return mustRefuse ? refuse('reduce-only-rejected') : size;
}

/**
 * Checks that the reduce-only orders of a side fit the position together. Which resting ones count is a setting
 * (`reduceOnlyCounts`). Returns the refusal, or `null`. Source: docs, Binance USD-M, "Error Codes": -4118.
 */
export function checkReductions(exchange: PaperExchange, account: Account, position: Position, side: Side, quantity: Decimal): Refusal | null {
  const { reduceOnlyCounts } = exchange.rules;
  const ledger = account.ledgers.get(position.symbol);
  if (reduceOnlyCounts === 'none' || ledger === undefined || position.leg !== 'net') return null;
  let promised = quantity;
  for (const order of readOpenOrders(ledger)) {
    if (order.reduceOnly && order.side === side) promised = promised.plus(order.quantity).minus(order.executedQuantity);
  }
  for (const order of reduceOnlyCounts === 'all' ? readOpenConditionalOrders(ledger) : []) {
    if (order.reduceOnly && order.side === side && order.quantity !== null) promised = promised.plus(order.quantity);
  }
  return promised.gt(position.quantity.abs()) ? refuse('reduce-only-excess') : null;
}

/** The part of an order that would make the position larger, in units of the base asset. */
export function computeIncrease(position: Position, side: Side, quantity: Decimal): Decimal {
  if (findClosingSide(position) !== side) return quantity;
  const rest = quantity.minus(position.quantity.abs());
  return rest.gt(zero) ? rest : zero;
}

/** Checks that the free balance carries what the order adds. Source: docs, Binance USD-M, "Error Codes": -2019. */
export function checkMargin(
  exchange: PaperExchange,
  account: Account,
  symbol: string,
  leg: Leg,
  side: Side,
  quantity: Decimal,
  price: Decimal,
): Refusal | null {
  const increase = computeIncrease(readPosition(account, symbol, leg), side, quantity);
  if (increase.eq(zero)) return null;
  const needed = computeInitialMargin(exchange, account, symbol, increase.times(price));
  const { availableBalance } = summariseMargin(exchange, account, findMarket(exchange, symbol).marginAsset);
  return needed.gt(availableBalance) ? refuse('insufficient-margin') : null;
}
