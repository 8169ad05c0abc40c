/** Whole numbers as `Decimal` counts with them: a number is so many units of its last decimal place. */

const powers: bigint[] = [1n];

/** 10 to the power of `exponent`, which is 0 or greater. Kept, because every sum of unlike numbers needs one. */
export function powerOfTen(exponent: number): bigint {
  for (let known = powers.length; known <= exponent; known++) powers.push(powers[known - 1]! * 10n);
  return powers[exponent]!;
}

/** What becomes of a part that is cut off: to the nearest (halves away from zero), away from zero, or towards it. */
export type Rounding = 'nearest' | 'up' | 'down';

/** The quotient as a whole number. */
export function divideUnits(dividend: bigint, divisor: bigint, rounding: Rounding): bigint {
  const whole = dividend / divisor;
  const rest = dividend - whole * divisor;
  if (rest === 0n || rounding === 'down') return whole;
  const doubled = rest < 0n ? rest * -2n : rest * 2n;
  if (rounding === 'nearest' && doubled < (divisor < 0n ? -divisor : divisor)) return whole;
  return dividend < 0n === divisor < 0n ? whole + 1n : whole - 1n;
}

/** How many of the last `places` digits are zeros. Quotients may end in long runs of them, so it looks in large steps. */
export function countTrailingZeros(units: bigint, places: number): number {
  if (units % 10n !== 0n) return 0;
  if (units === 0n) return places;
  let zeros = 0;
  let left = units;
  for (let step = 16; step >= 1; step /= 2) {
    while (zeros + step <= places && left % powerOfTen(step) === 0n) {
      left /= powerOfTen(step);
      zeros += step;
    }
  }
  return zeros;
}

const plainText = /^[+-]?\d+(\.\d*)?$/;
/** An exponent of more digits could ask for a number that fills the memory. */
const exponentText = /^([^e]+)e([+-]?\d{1,3})$/i;

/** Units and places of a number as text, with or without an exponent. Throws for what is no number, and no text. */
export function readUnits(text: string): { readonly units: bigint; readonly places: number } {
  if (typeof text !== 'string') throw new TypeError(`A number must be text, not a ${typeof text}`);
  if (plainText.test(text)) {
    const point = text.indexOf('.');
    if (point < 0) return { units: BigInt(text), places: 0 };
    return { units: BigInt(text.slice(0, point) + text.slice(point + 1)), places: text.length - point - 1 };
  }
  const found = exponentText.exec(text);
  if (found === null || !plainText.test(found[1]!)) throw new TypeError(`Not a decimal number: ${text}`);
  const { units, places } = readUnits(found[1]!);
  const moved = places - Number(found[2]);
  return moved >= 0 ? { units, places: moved } : { units: units * powerOfTen(-moved), places: 0 };
}
