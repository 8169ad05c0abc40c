import { describe, expect, test } from 'vitest';
import { aMarket, num } from '@breakwater/testing/builders';
import { decimalText } from './decimal.ts';
import { isBeyond, stopPrice } from './stop-price.ts';

const priceOf = (side: 'long' | 'short', entry: string, rule: { percent: string } | { price: string } | { movedTo: string }, tick = '0.01'): string | null => {
  const price = stopPrice(side, num(entry), rule, aMarket({ tick: num(tick) }));
  return price === null ? null : decimalText(price);
};

describe('stopPrice', () => {
  test.each([
    ['a long below its entry', 'long', '100', { percent: '2' }, '98'],
    ['a short above its entry', 'short', '100', { percent: '2' }, '102'],
    ['a long rounds up, which is tighter', 'long', '99.99', { percent: '2' }, '98'],
    ['a short rounds down, which is tighter', 'short', '99.99', { percent: '2' }, '101.98'],
    ['a price as it is given', 'long', '100', { price: '97.5' }, '97.5'],
    ['a price rounded tighter', 'short', '100', { price: '102.019' }, '102.01'],
    ['less than a tick: one tick from the entry', 'long', '100', { percent: '0.001' }, '99.99'],
    ['less than a tick, for a short', 'short', '100', { percent: '0.001' }, '100.01'],
    ['a price that would round onto the entry', 'long', '100', { price: '99.999' }, '99.99'],
    ['an entry off the grid', 'long', '100.005', { percent: '0.001' }, '100'],
    ['a long where it was moved to, rounded tighter', 'long', '100', { movedTo: '98.011' }, '98.02'],
    ['a short where it was moved to, rounded tighter', 'short', '100', { movedTo: '101.989' }, '101.98'],
    ['a coin of many decimals', 'short', '0.0003544', { percent: '2' }, '0.0003614', '0.0000001'],
  ] as const)('protects %s', (_, side, entry, rule, price, tick?: string) => {
    expect(priceOf(side, entry, rule, tick)).toBe(price);
  });

  test.each([
    ['all of a long is no stop', 'long', '10', { percent: '100' }],
    ['more than all of a long', 'long', '10', { percent: '150' }],
    ['a long above its entry', 'long', '100', { price: '101' }],
    ['a short below its entry', 'short', '100', { price: '99' }],
    ['exactly at the entry', 'long', '100', { price: '100' }],
    ['an entry too small for a tick below', 'long', '0.01', { percent: '1' }],
  ] as const)('gives no price where there is none: %s', (_, side, entry, rule) => {
    expect(priceOf(side, entry, rule)).toBeNull();
  });
});

test.each([
  ['long', '98', '98.01', false],
  ['long', '98', '98', true],
  ['long', '98', '97', true],
  ['short', '102', '101.99', false],
  ['short', '102', '102', true],
  ['short', '102', '103', true],
] as const)('a %s with its stop at %s is passed at %s: %s', (side, stop, price, isPassed) => {
  expect(isBeyond(side, num(stop), num(price))).toBe(isPassed);
});
