import { ceilTo, type Decimal, decimal } from '@breakwater/core';

const HUNDRED = decimal('100');
const FINEST = decimal('0.00000001');

/** `part` in percent of `whole`, which is above zero; a quotient without end is rounded up, as nobody gains by a smaller move or spread. */
export function percentOf(part: Decimal, whole: Decimal): Decimal {
  return ceilTo(part.times(HUNDRED).div(whole), FINEST);
}

/** The spread of a book in percent of the price half way between best bid and best ask; null where a side is empty. */
export function spreadOf(bid: Decimal | null, ask: Decimal | null): Decimal | null {
  if (bid === null || ask === null || !ask.gte(bid)) return null;
  return percentOf(ask.minus(bid).times('2'), ask.plus(bid));
}
