import { decimal, type Decimal } from './decimal.ts';
import type { PositionSide } from './order.ts';

const ONE_PERCENT = decimal('0.01');

/** Whether one price is better for a position than another: higher for a long, lower for a short. As a stop it is the tighter one. */
export function isAhead(side: PositionSide, one: Decimal, other: Decimal): boolean {
  return side === 'long' ? one.gt(other) : one.lt(other);
}

/** The price that is better than `price` by so many percent of it, exactly. */
export function aheadOf(side: PositionSide, price: Decimal, percent: Decimal | string): Decimal {
  return side === 'long' ? price.plus(percentOf(price, percent)) : price.minus(percentOf(price, percent));
}

/** The price that is worse than `price` by so many percent of it, exactly. */
export function behind(side: PositionSide, price: Decimal, percent: Decimal | string): Decimal {
  return aheadOf(side === 'long' ? 'short' : 'long', price, percent);
}

/** So many percent of a price. */
export function percentOf(price: Decimal, percent: Decimal | string): Decimal {
  return price.times(percent).times(ONE_PERCENT);
}
