/**
 * Exact decimal numbers.
 *
 * No float ever holds a price, a quantity or money. The constructor is strict: it refuses a JavaScript number, so a
 * float cannot slip in unseen. Text goes in at the borders and comes out by `toText`, never by `toString`, which would
 * write small numbers with an exponent.
 */
import Big from 'big.js';

export const Decimal = Big();
Decimal.strict = true;
Decimal.DP = 24;
Decimal.RM = Big.roundHalfUp;
export type Decimal = Big;

export const zero = new Decimal('0');
export const one = new Decimal('1');

/** Plain digits only, of a sane length: an exponent could ask for a number of a million digits. */
const plainDecimal = /^[+-]?\d{1,30}(\.\d{1,30})?$/;

/** Text from outside to a decimal; `null` if it is not a plain decimal number. */
export function parseDecimal(text: string): Decimal | null {
  return plainDecimal.test(text) ? new Decimal(text.replace('+', '')) : null;
}

/** A decimal as plain digits, without an exponent; with `decimals`, rounded and padded to that many places. */
export function toText(value: Decimal, decimals?: number): string {
  const text = value.toFixed(decimals);
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
}

/** Whether `value` lies on the grid of `step` (a price tick or a quantity step, greater than zero). */
export function isMultipleOf(value: Decimal, step: Decimal): boolean {
  return value.mod(step).eq(zero);
}

/** The nearest point of the grid of `step`; halves go away from zero. */
export function roundToStep(value: Decimal, step: Decimal): Decimal {
  return value.div(step).round(0, Big.roundHalfUp).times(step);
}

/** The smaller of two decimals. */
export function smallerOf(left: Decimal, right: Decimal): Decimal {
  return left.lt(right) ? left : right;
}

/** How many digits stand after the point: 3 for 0.001, 0 for 5. */
export function countDecimals(value: Decimal): number {
  return value.toFixed().split('.')[1]?.length ?? 0;
}
