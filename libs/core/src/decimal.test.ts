import { describe, expect, test } from 'vitest';
import { ceilTo, decimal, decimalText, floorTo, isDecimalText, isMultipleOf, minOf, sumOf, ZERO } from './decimal.ts';

describe('decimal', () => {
  test.each([['0.0003544'], ['-12'], ['0'], ['100000000000000000000.000000000000000001']])('reads %s to the digit', (text) => {
    expect(decimalText(decimal(text))).toBe(text);
  });

  test.each([['exponent', '1e-7'], ['plus', '+1'], ['white space', ' 1'], ['empty', ''], ['no digit before the point', '.5'], ['word', 'NaN'], ['comma', '1,5'], ['other digits', '٣'], ['line break', '1\n']])(
    'refuses what is not plain notation: %s',
    (_, text) => {
      expect(isDecimalText(text)).toBe(false);
      expect(() => decimal(text)).toThrow(RangeError);
    },
  );

  test('refuses a float, which is no exact number', () => {
    expect(() => decimal('1').plus(0.1 as never)).toThrow(Error);
  });

  test.each([
    ['1.500', '1.5'],
    ['100', '100'],
    ['100.00', '100'],
    ['-0', '0'],
    ['0.000000000000000001', '0.000000000000000001'],
  ])('writes %s without exponent or trailing zeros', (text, written) => {
    expect(decimalText(decimal(text))).toBe(written);
  });
});

describe('rounding', () => {
  test.each([
    ['10.07', '0.05', '10.05', '10.1'],
    ['10.05', '0.05', '10.05', '10.05'],
    ['0.04', '0.05', '0', '0.05'],
    ['7', '3', '6', '9'],
  ])('takes %s on a grid of %s down to %s and up to %s', (value, step, down, up) => {
    expect(decimalText(floorTo(decimal(value), decimal(step)))).toBe(down);
    expect(decimalText(ceilTo(decimal(value), decimal(step)))).toBe(up);
  });

  test('never rounds up to a step that is not reached, however close', () => {
    const almost = decimal(`2.${'9'.repeat(40)}`);
    expect(decimalText(floorTo(almost, decimal('1')))).toBe('2');
  });

  test('tells what lies on a grid', () => {
    expect(isMultipleOf(decimal('0.3'), decimal('0.1'))).toBe(true);
    expect(isMultipleOf(decimal('0.35'), decimal('0.1'))).toBe(false);
  });
});

test('sums and the smaller of two are exact', () => {
  expect(decimalText(sumOf([decimal('0.1'), decimal('0.2')]))).toBe('0.3');
  expect(sumOf([]).eq(ZERO)).toBe(true);
  expect(decimalText(minOf(decimal('2'), decimal('1.9')))).toBe('1.9');
});
