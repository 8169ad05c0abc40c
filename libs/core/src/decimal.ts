import Big from 'big.js';

/**
 * Exact numbers: every price, quantity and amount of money in the project is one of these, or a decimal string.
 *
 * The constructor is strict: it throws on a JavaScript number, so a float cannot slip in unnoticed. Sums and products
 * are exact; only division rounds, to 30 places.
 */
const ExactDecimal = Big();
ExactDecimal.strict = true;
ExactDecimal.DP = 30;

export type Decimal = Big;

const DECIMAL_TEXT = /^-?\d+(\.\d+)?$/;

/**
 * Reads a decimal string such as `0.0003544`. Exponents, signs other than `-`, white space and the empty string are
 * refused: what a person or an exchange wrote is taken as written, or not at all.
 *
 * @throws RangeError that names the text.
 */
export function decimal(text: string): Decimal {
  if (!DECIMAL_TEXT.test(text)) throw new RangeError(`"${text}" is not a decimal number`);
  return new ExactDecimal(text);
}

/** Whether `decimal(text)` would accept the text. */
export function isDecimalText(text: string): boolean {
  return DECIMAL_TEXT.test(text);
}

export const ZERO: Decimal = decimal('0');
export const ONE: Decimal = decimal('1');

/** Plain notation without exponent or trailing zeros, e.g. `0.0003544`: the only form that leaves the process. */
export function decimalText(value: Decimal): string {
  const fixed = value.toFixed();
  return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed;
}

/** The largest multiple of `step` that is not above a non-negative `value`. */
export function floorTo(value: Decimal, step: Decimal): Decimal {
  // By the remainder, which is exact: a quotient is rounded, and may be rounded up to the next step.
  return value.minus(value.mod(step));
}

/** The smallest multiple of `step` that is not below a non-negative `value`. */
export function ceilTo(value: Decimal, step: Decimal): Decimal {
  const down = floorTo(value, step);
  return down.eq(value) ? down : down.plus(step);
}

/** Whether `value` lies on the grid of `step` (a tick of prices, a step of quantities). */
export function isMultipleOf(value: Decimal, step: Decimal): boolean {
  return value.mod(step).eq(ZERO);
}

/** The smaller of two. */
export function minOf(a: Decimal, b: Decimal): Decimal {
  return a.lt(b) ? a : b;
}

/** The sum of a list; zero for an empty one. */
export function sumOf(values: readonly Decimal[]): Decimal {
  return values.reduce((sum, value) => sum.plus(value), ZERO);
}
