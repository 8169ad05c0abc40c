/**
 * Exact decimal numbers.
 *
 * No float ever holds a price, a quantity or money. The constructor takes text and refuses a JavaScript number, so a
 * float cannot slip in unseen. Text goes in at the borders and comes out by `toText`.
 *
 * A number is a whole count of its last decimal place, a bigint. Accounts hold tens of thousands of orders, and a number
 * kept as an array of digits would be most of their memory and of the time to compute with them. Results are those of
 * big.js with 24 places and halves rounded away from zero, digit for digit: the tests compare the two.
 */
import { type Rounding, countTrailingZeros, divideUnits, powerOfTen, readUnits } from './decimal-units.ts';

/** Places to which a quotient is rounded. */
const quotientPlaces = 24;
/** Most quotients that end at all end within so many places beyond those of the dividend. */
const shortPlaces = 4;

/** Any exact number that can write itself, such as those of the fleet's books, or text. A JavaScript number is neither. */
export type Written = (object & { toFixed(): string }) | string;

/** A number. A value: every operation makes a new one, and none rounds but those that say so. */
export class Decimal {
  static readonly roundUp = 'up';
  static readonly roundDown = 'down';
  /** The number times 10 to the power of `places`. */
  readonly units: bigint;
  /** Digits after the point, as few as the number needs: so equal numbers have equal fields. */
  readonly places: number;

  /** Reads a number, with or without an exponent, or a whole one; throws for what is none. The scale is for this file alone. */
  constructor(value: string | bigint, scale = 0) {
    let units: bigint;
    let places = scale;
    if (typeof value === 'bigint') units = value;
    else ({ units, places } = readUnits(value));
    const zeros = places === 0 ? 0 : countTrailingZeros(units, places);
    this.units = zeros === 0 ? units : units / powerOfTen(zeros);
    this.places = places - zeros;
  }

  plus(other: Written): Decimal {
    const added = toDecimal(other);
    const places = Math.max(this.places, added.places);
    return new Decimal(countOf(this, places) + countOf(added, places), places);
  }

  minus(other: Written): Decimal {
    const taken = toDecimal(other);
    const places = Math.max(this.places, taken.places);
    return new Decimal(countOf(this, places) - countOf(taken, places), places);
  }

  times(other: Written): Decimal {
    const factor = toDecimal(other);
    return new Decimal(this.units * factor.units, this.places + factor.places);
  }

  /** The quotient to 24 places. Throws for a divisor of zero. */
  div(other: Written): Decimal {
    const divisor = toDecimal(other);
    const short = Math.max(this.places, divisor.places) + shortPlaces;
    if (short <= quotientPlaces) {
      const dividend = countOf(this, short + divisor.places);
      if (dividend % divisor.units === 0n) return new Decimal(dividend / divisor.units, short);
    }
    const shift = quotientPlaces + divisor.places - this.places;
    const dividend = shift > 0 ? this.units * powerOfTen(shift) : this.units;
    return new Decimal(divideUnits(dividend, shift < 0 ? divisor.units * powerOfTen(-shift) : divisor.units, 'nearest'), quotientPlaces);
  }

  /** What whole times of `other` leave, with the sign of this number. Throws for a divisor of zero. */
  mod(other: Written): Decimal {
    const divisor = toDecimal(other);
    const places = Math.max(this.places, divisor.places);
    return new Decimal(countOf(this, places) % countOf(divisor, places), places);
  }

  /** The number with so many places at most. */
  round(places = 0, rounding: Rounding = 'nearest'): Decimal {
    return places >= this.places ? this : new Decimal(divideUnits(this.units, powerOfTen(this.places - places), rounding), places);
  }

  neg(): Decimal {
    return new Decimal(-this.units, this.places);
  }

  abs(): Decimal {
    return this.units < 0n ? this.neg() : this;
  }

  /** Negative, zero or positive, as this number is smaller than, equal to or larger than the other. */
  cmp(other: Written): number {
    const compared = toDecimal(other);
    const places = Math.max(this.places, compared.places);
    const mine = countOf(this, places);
    const theirs = countOf(compared, places);
    return mine < theirs ? -1 : mine > theirs ? 1 : 0;
  }

  eq(other: Written): boolean {
    const { units, places } = toDecimal(other);
    return units === this.units && places === this.places;
  }

  lt(other: Written): boolean {
    return this.cmp(other) < 0;
  }

  lte(other: Written): boolean {
    return this.cmp(other) <= 0;
  }

  gt(other: Written): boolean {
    return this.cmp(other) > 0;
  }

  gte(other: Written): boolean {
    return this.cmp(other) >= 0;
  }

  /** Plain digits, without an exponent; with `places`, rounded and padded to that many. */
  toFixed(places?: number): string {
    const shown = places === undefined ? this : this.round(places);
    const isNegative = shown.units < 0n;
    const digits = String(isNegative ? -shown.units : shown.units).padStart(shown.places + 1, '0');
    const whole = digits.slice(0, digits.length - shown.places);
    const fraction = digits.slice(digits.length - shown.places).padEnd(places ?? 0, '0');
    return `${isNegative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
  }

  toString(): string {
    return this.toFixed();
  }
}

/** The number as a count of a decimal place that is at least as fine as its own last one. */
function countOf({ units, places }: Decimal, at: number): bigint {
  return at === places ? units : units * powerOfTen(at - places);
}

/** Another number as one of these. */
function toDecimal(value: Written): Decimal {
  if (value instanceof Decimal) return value;
  return new Decimal(typeof value === 'object' ? value.toFixed() : value);
}

export const zero = new Decimal('0');
export const one = new Decimal('1');

/** Plain digits only, of a sane length. */
const plainDecimal = /^[+-]?\d{1,30}(\.\d{1,30})?$/;

/** Text from outside to a decimal; `null` if it is not a plain decimal number. */
export function parseDecimal(text: string): Decimal | null {
  return plainDecimal.test(text) ? new Decimal(text) : null;
}

/** A decimal as plain digits, without an exponent; with `decimals`, rounded and padded to that many places. */
export function toText(value: Decimal, decimals?: number): string {
  return value.toFixed(decimals);
}

/** Whether `value` lies on the grid of `step` (a price tick or a quantity step, greater than zero). */
export function isMultipleOf(value: Decimal, step: Decimal): boolean {
  return value.mod(step).eq(zero);
}

/** The nearest point of the grid of `step`; halves go away from zero. */
export function roundToStep(value: Decimal, step: Decimal): Decimal {
  return value.div(step).round(0).times(step);
}

/** The smaller of two decimals. */
export function smallerOf(left: Decimal, right: Decimal): Decimal {
  return left.lt(right) ? left : right;
}

/** How many digits stand after the point: 3 for 0.001, 0 for 5. */
export function countDecimals(value: Decimal): number {
  return value.places;
}
