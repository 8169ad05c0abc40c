import { type Decimal, countDecimals, isMultipleOf, toText, zero } from './decimal.ts';
import type { Market } from './market.ts';
import { type Refusal, refuse } from './refusal.ts';

/**
 * Checks a quantity against the market's grid and bounds. Returns the refusal, or `null` if all is well.
 * Sources: docs, Binance USD-M, "Exchange Information": LOT_SIZE, MARKET_LOT_SIZE; "Error Codes": -1111, -40xx.
 */
export function checkQuantity(market: Market, quantity: Decimal, isMarketOrder: boolean): Refusal | null {
  if (quantity.lte(zero)) return refuse('quantity-not-positive');
  if (countDecimals(quantity) > countDecimals(market.step)) return refuse('quantity-precision');
  if (quantity.lt(market.minQuantity)) return refuse('quantity-too-small');
  const most = isMarketOrder ? market.maxMarketQuantity : market.maxQuantity;
  if (quantity.gt(most)) return refuse('quantity-too-large');
  return isMultipleOf(quantity, market.step) ? null : refuse('quantity-step');
}

/**
 * Checks a price or trigger price against the market's grid and bounds. Returns the refusal, or `null`.
 * Source: docs, Binance USD-M, "Exchange Information": PRICE_FILTER.
 */
export function checkPrice(market: Market, price: Decimal): Refusal | null {
  if (countDecimals(price) > countDecimals(market.tick)) return refuse('price-precision');
  if (price.lt(market.minPrice)) return refuse('price-too-low');
  if (price.gt(market.maxPrice)) return refuse('price-too-high');
  return isMultipleOf(price, market.tick) ? null : refuse('price-tick');
}

/**
 * Checks the order's worth; reduce-only orders are exempt. Returns the refusal, or `null`.
 * Source: docs, Binance USD-M, "Exchange Information": MIN_NOTIONAL; "Error Codes": -4164.
 */
export function checkNotional(market: Market, quantity: Decimal, price: Decimal, reduceOnly: boolean): Refusal | null {
  if (reduceOnly || quantity.times(price).gte(market.minNotional)) return null;
  return refuse('notional-too-small', toText(market.minNotional));
}
