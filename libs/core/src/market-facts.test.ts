import { num } from '@breakwater/testing/builders';
import { describe, expect, test } from 'vitest';
import { figuresOf, figureText, whyMarketFails } from './market-facts.ts';

describe('the filters of a policy', () => {
  test('need the figures that they name, and no other', () => {
    expect(figuresOf({ volume1hMin: '50000', spreadPercentMax: '0.2' })).toEqual(['volume1h', 'spreadPercent']);
    expect(figuresOf({ notionalMin: '50' })).toEqual([]);
    expect(figuresOf(undefined)).toEqual([]);
  });

  test.each([
    [{ openInterestMin: '1000000' }, { openInterest: num('999999.99') }, 'open interest 999,999.99 is below 1,000,000'],
    [{ volume1hMin: '50000' }, { volume1h: num('12000') }, '1 h volume 12,000 is below 50,000'],
    [{ move5mPercentMax: '3' }, { move5mPercent: num('3.00000001') }, '5 minute move 3.0001 % is above 3 %'],
    [{ spreadPercentMax: '0.2' }, { spreadPercent: num('0.25') }, 'spread 0.25 % is above 0.2 %'],
    [{ openInterestMin: '1000000' }, { openInterest: null }, 'open interest is not known, and at least 1,000,000 is required'],
    [{ spreadPercentMax: '0.2' }, {}, 'spread is not known, and at most 0.2 % is required'],
  ])('say of %j what fails, with the figure and the limit', (filters, facts, reason) => {
    expect(whyMarketFails(facts, filters)).toBe(reason);
  });

  test.each([
    [{ openInterestMin: '1000000' }, { openInterest: num('1000000') }],
    [{ move5mPercentMax: '3' }, { move5mPercent: num('3') }],
    [{}, {}],
  ])('let in what is exactly at its limit', (filters, facts) => {
    expect(whyMarketFails(facts, filters)).toBeNull();
  });

  test('never say that a figure is below itself', () => {
    expect(figureText(num('49999.99999'))).toBe('49,999.9999');
    expect(figureText(num('0.50001'), 'up')).toBe('0.5001');
    expect(figureText(num('1234567'))).toBe('1,234,567');
  });
});
