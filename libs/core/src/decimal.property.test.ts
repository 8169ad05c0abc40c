import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ceilTo, decimal, decimalText, floorTo, isMultipleOf } from './decimal.ts';

const anyText = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.integer({ min: 0, max: 18 })).map(([digits, places]) => {
  const padded = digits.toString().padStart(places + 1, '0');
  return places === 0 ? padded : `${padded.slice(0, -places)}.${padded.slice(-places)}`;
});
const anyStep = fc.tuple(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 0, max: 18 })).map(([digits, places]) => decimal(`1${'0'.repeat(places)}`).pow(-1).times(decimal(String(digits))));

test('writing and reading again loses no digit', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(decimal(decimalText(decimal(text))).eq(decimal(text))).toBe(true);
    }),
  );
});

test('rounding down and up brackets the value by the two nearest steps', () => {
  fc.assert(
    fc.property(anyText, anyStep, (text, step) => {
      const value = decimal(text);
      const [down, up] = [floorTo(value, step), ceilTo(value, step)];
      expect(isMultipleOf(down, step) && isMultipleOf(up, step)).toBe(true);
      expect(down.lte(value) && up.gte(value)).toBe(true);
      expect(up.minus(down).eq(isMultipleOf(value, step) ? decimal('0') : step)).toBe(true);
    }),
  );
});

test('sums of quantities never lose a step, in whatever order they are taken', () => {
  fc.assert(
    fc.property(fc.array(anyText, { maxLength: 8 }), (texts) => {
      const sum = (values: readonly string[]) => values.map(decimal).reduce((total, value) => total.plus(value), decimal('0'));
      const total = sum(texts);
      expect(total.eq(sum([...texts].reverse()))).toBe(true);
      expect(texts.map(decimal).reduce((left, value) => left.minus(value), total).eq(decimal('0'))).toBe(true);
    }),
  );
});
