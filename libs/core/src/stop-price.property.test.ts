import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aMarket, num } from '@breakwater/testing/builders';
import { decimal, decimalText, isMultipleOf, ZERO } from './decimal.ts';
import { stopPrice } from './stop-price.ts';

const anyTick = fc.constantFrom('0.00000001', '0.0001', '0.01', '0.05', '1', '5').map(num);
const anyPrice = fc.integer({ min: 1, max: 10 ** 9 }).map((cents) => decimal(String(cents)).times(decimal('0.0001')));
const anyPercent = fc.integer({ min: 1, max: 2_000_000 }).map((parts) => decimalText(decimal(String(parts)).times(decimal('0.0001'))));
const anySide = fc.constantFrom('long' as const, 'short' as const);
const anyRule = fc.oneof(
  anyPercent.map((percent) => ({ percent })),
  anyPrice.map((price) => ({ price: decimalText(price) })),
);

test('a stop is always above zero, on the tick and on the losing side', () => {
  fc.assert(
    fc.property(anySide, anyPrice, anyRule, anyTick, (side, entry, rule, tick) => {
      const price = stopPrice(side, entry, rule, aMarket({ tick }));
      if (price === null) return;
      expect(price.gt(ZERO) && isMultipleOf(price, tick)).toBe(true);
      expect(side === 'long' ? price.lt(entry) : price.gt(entry)).toBe(true);
    }),
  );
});

test('a stop never loses more than its rule says, unless not even one tick fits', () => {
  fc.assert(
    fc.property(anySide, anyPrice, anyPercent, anyTick, (side, entry, percent, tick) => {
      const price = stopPrice(side, entry, { percent }, aMarket({ tick }));
      const distance = entry.times(decimal(percent)).times(decimal('0.01'));
      if (price === null || distance.lt(tick)) return;
      expect(price.minus(entry).abs().lte(distance)).toBe(true);
      expect(price.minus(entry).abs().gt(distance.minus(tick))).toBe(true);
    }),
  );
});

test('a rule that leaves room for a tick always gives a stop', () => {
  fc.assert(
    fc.property(anySide, anyPrice, fc.integer({ min: 1, max: 99 }), anyTick, (side, entry, percent, tick) => {
      const hasRoom = entry.gt(tick);
      if (hasRoom) expect(stopPrice(side, entry, { percent: String(percent) }, aMarket({ tick }))).not.toBeNull();
    }),
  );
});
