import Big from 'big.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decimal, countDecimals, isMultipleOf, parseDecimal, roundToStep, toText } from './decimal.ts';

const Judge = Big();
Judge.DP = 24;
Judge.RM = Big.roundHalfUp;

/** Numbers as the markets have them: short ones, very small ones, sums of many places, zeros of every kind. */
const texts = fc
  .tuple(fc.constantFrom('', '-'), fc.bigInt({ min: 0n, max: 10n ** 24n }).map(String), fc.integer({ min: 0, max: 30 }), fc.constantFrom('', '0', '000000000'))
  .map(([sign, digits, places, tail]) => {
    const padded = digits.padStart(places + 1, '0');
    const fraction = padded.slice(padded.length - places) + tail;
    return `${sign}${padded.slice(0, padded.length - places)}${places === 0 ? '' : `.${fraction}`}`;
  });
const numbers = fc.oneof(texts, fc.constantFrom('0', '-0.0', '20', '125', '0.0005', '0.0003544', '91250.3', '100000', '3', '0.5', '-0.5'));

/** The text that the judge would print: it knows a negative zero. */
const judged = (value: Big, places?: number): string => value.toFixed(places).replace(/^-(0(\.0*)?)$/, '$1');

describe('decimals', () => {
  test('a JavaScript number is refused: a float may not become money', () => {
    expect(() => new Decimal(0.1 as unknown as string)).toThrow();
    expect(() => new Decimal('1').plus(0.1 as unknown as string)).toThrow();
  });

  test('text that is no number is refused', () => {
    for (const text of ['', ' 1', '1 ', '0x10', '.', '1e', '1e9999', '--1', 'NaN', 'Infinity', '1.2.3']) expect(() => new Decimal(text)).toThrow();
  });

  test('text has no exponent, however small the number', () => {
    expect(toText(new Decimal('0.0000001').times('0.0001'))).toBe('0.00000000001');
    expect(toText(new Decimal('-0.00'), 2)).toBe('0.00');
    expect([new Decimal('12e3'), new Decimal('-1.25e-3')].map((value) => toText(value))).toEqual(['12000', '-0.00125']);
  });

  test('only plain digits are numbers', () => {
    expect(['1e5', '', ' 1', '1.', '.5', 'NaN', '0x10', '1'.repeat(31)].map(parseDecimal)).toEqual(Array(8).fill(null));
    expect(toText(parseDecimal('-00.50')!)).toBe('-0.5');
    expect(toText(parseDecimal('+7.10')!)).toBe('7.1');
  });

  test('every operation gives the digits of big.js with 24 places and halves rounded away from zero', () => {
    fc.assert(
      fc.property(numbers, numbers, fc.integer({ min: 0, max: 30 }), (left, right, places) => {
        const [mine, theirs] = [new Decimal(left), new Decimal(right)];
        const [judge, other] = [new Judge(left), new Judge(right)];
        expect(toText(mine)).toBe(judged(judge));
        expect(toText(mine, places)).toBe(judged(judge, places));
        expect(toText(mine.round(places))).toBe(judged(judge.round(places)));
        expect(toText(mine.round(places, Decimal.roundUp))).toBe(judged(judge.round(places, Big.roundUp)));
        expect(toText(mine.round(places, Decimal.roundDown))).toBe(judged(judge.round(places, Big.roundDown)));
        expect(toText(mine.plus(theirs))).toBe(judged(judge.plus(other)));
        expect(toText(mine.minus(right))).toBe(judged(judge.minus(other)));
        expect(toText(mine.times(theirs))).toBe(judged(judge.times(other)));
        expect([toText(mine.neg()), toText(mine.abs())]).toEqual([judged(judge.neg()), judged(judge.abs())]);
        expect(mine.eq(other) && mine.plus(other).eq(mine.plus(theirs))).toBe(mine.eq(theirs));
        expect(mine.cmp(theirs)).toBe(judge.cmp(other));
        expect([mine.lt(theirs), mine.lte(theirs), mine.eq(theirs), mine.gte(theirs), mine.gt(theirs)]).toEqual([judge.lt(other), judge.lte(other), judge.eq(other), judge.gte(other), judge.gt(other)]);
        if (other.eq(0)) {
          expect(() => mine.div(theirs)).toThrow();
          expect(() => mine.mod(theirs)).toThrow();
        } else {
          expect(toText(mine.div(theirs))).toBe(judged(judge.div(other)));
          expect(toText(mine.mod(theirs))).toBe(judged(judge.mod(other)));
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('equal numbers are equal in every field, whatever they were made of', () => {
    fc.assert(
      fc.property(numbers, numbers, (left, right) => {
        const [one, two] = [new Decimal(left), new Decimal(right)];
        expect(one.plus(two).minus(two)).toEqual(one);
        expect(one.times('4').div('4')).toEqual(one.times('2').div('2'));
        expect(new Decimal(toText(one))).toEqual(one);
      }),
    );
  });

  test('rounding to a step lands on the grid, at most half a step away', () => {
    const decimals = fc.integer({ min: 0, max: 10_000_000 }).map((units) => new Decimal(String(units)).div('100000'));
    const steps = fc.constantFrom('0.0000001', '0.01', '0.5', '1', '3').map((text) => new Decimal(text));
    fc.assert(
      fc.property(decimals, steps, (value, step) => {
        const rounded = roundToStep(value, step);
        expect(isMultipleOf(rounded, step)).toBe(true);
        expect(rounded.minus(value).abs().times('2').lte(step)).toBe(true);
      }),
    );
  });

  test('decimals are counted without trailing zeros', () => {
    expect([new Decimal('0.0010'), new Decimal('5'), new Decimal('1e-7')].map(countDecimals)).toEqual([3, 0, 7]);
  });
});
