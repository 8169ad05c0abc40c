import { describe, expect, test } from 'vitest';
import { aMarket, num } from '@breakwater/testing/builders';
import { decimalText } from './decimal.ts';
import { resolveMarket, toTick, whyNotTradable } from './market.ts';

const markets = new Map([
  ['TAGUSDT', aMarket()],
  ['SHIB1000USDT', aMarket({ symbol: 'SHIB1000USDT', aliases: ['SHIB1000USDT', 'SHIB/USDT', 'SHIB/USDT:USDT'] })],
  ['SHIBUSDC', aMarket({ symbol: 'SHIBUSDC', aliases: ['SHIBUSDC', 'SHIB/USDT'] })],
]);

describe('resolveMarket', () => {
  test.each([['TAGUSDT'], ['tag/usdt'], ['TAG/USDT:USDT'], [' tagusdt ']])('finds the market that %s means', (text) => {
    expect(resolveMarket(markets, text)?.symbol).toBe('TAGUSDT');
  });

  test.each([['no market', 'XYZUSDT'], ['more than one', 'SHIB/USDT'], ['half a name', 'TAG'], ['nothing', '']])('finds none for %s', (_, text) => {
    expect(resolveMarket(markets, text)).toBeNull();
  });
});

describe('whyNotTradable', () => {
  test.each([
    ['not trading', { isTrading: false }, '1', 'is not trading'],
    ['off the step', {}, '1.05', 'is off the step'],
    ['too small', { quantityMin: num('2') }, '1', 'is below the minimum'],
    ['nothing', {}, '0', 'is below the minimum'],
    ['too large', { marketQuantityMax: num('3') }, '4', 'is above the maximum'],
    ['too cheap', { notionalMin: num('101') }, '1', 'notional 100 is below the minimum 101'],
  ])('says why not: %s', (_, rules, quantity, why) => {
    expect(whyNotTradable(aMarket(rules), num(quantity), num('100'))).toContain(why);
  });

  test('lets an order pass that is exactly at every limit', () => {
    const market = aMarket({ quantityMin: num('1'), marketQuantityMax: num('1'), notionalMin: num('100') });
    expect(whyNotTradable(market, num('1'), num('100'))).toBeNull();
  });
});

test('a price is moved to the tick in the direction that is asked for', () => {
  expect(decimalText(toTick(aMarket(), num('1.001'), 'up'))).toBe('1.01');
  expect(decimalText(toTick(aMarket(), num('1.009'), 'down'))).toBe('1');
});
