import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decimal, countDecimals, isMultipleOf, parseDecimal, roundToStep, toText } from './decimal.ts';

describe('decimals', () => {
  test('a JavaScript number is refused: a float may not become money', () => {
    expect(() => new Decimal(0.1 as unknown as string)).toThrow();
  });

  test('text has no exponent, however small the number', () => {
    expect(toText(new Decimal('0.0000001').times('0.0001'))).toBe('0.00000000001');
    expect(toText(new Decimal('-0.00'), 2)).toBe('0.00');
  });

  test('only plain digits are numbers', () => {
    expect(['1e5', '', ' 1', '1.', '.5', 'NaN', '0x10', '1'.repeat(31)].map(parseDecimal)).toEqual(Array(8).fill(null));
    expect(toText(parseDecimal('-00.50')!)).toBe('-0.5');
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
