import { expect, test } from 'vitest';
import { decimal } from './decimal.ts';
import { exposureOf, isWithinLimit, limitSentence } from './limits.ts';

const row = (quantity: string, entryPrice: string | null) => ({ quantity: decimal(quantity), entryPrice: entryPrice === null ? null : decimal(entryPrice) });

test('a limit may be filled to the brim, and not passed', () => {
  expect(isWithinLimit('account_exposure', decimal('2000'), decimal('2000'))).toBe(true);
  expect(isWithinLimit('account_exposure', decimal('2000.000000000000000001'), decimal('2000'))).toBe(false);
});

test('a loss may not even reach its limit, and a gain is no loss', () => {
  expect(isWithinLimit('daily_loss', decimal('99.99'), decimal('100'))).toBe(true);
  expect(isWithinLimit('daily_loss', decimal('100'), decimal('100'))).toBe(false);
  expect(isWithinLimit('daily_loss', decimal('-500'), decimal('100'))).toBe(true);
});

test('what cannot be computed is within no limit', () => {
  expect(isWithinLimit('fleet_exposure', null, decimal('1000000'))).toBe(false);
  expect(isWithinLimit('daily_loss', null, decimal('1000000'))).toBe(false);
});

test('a row is worth what it holds, and while its entry may still fill at least what was planned', () => {
  expect(exposureOf(row('2', '100'), decimal('500'), false)?.toFixed()).toBe('200');
  expect(exposureOf(row('2', '100'), decimal('500'), true)?.toFixed()).toBe('500');
  expect(exposureOf(row('6', '100'), decimal('500'), true)?.toFixed()).toBe('600');
  expect(exposureOf(row('6', null), decimal('500'), true)?.toFixed()).toBe('500');
  expect(exposureOf(row('6', null), null, true)).toBeNull();
});

test('a refusal says which limit, what it would come to, and what is allowed', () => {
  expect(limitSentence({ name: 'account_exposure', would: '2150', most: '2000' })).toBe("the account's exposure would be 2150 of at most 2000");
  expect(limitSentence({ name: 'wave_positions', would: '6', most: '5' })).toBe("the wave's positions would be 6 of at most 5");
  expect(limitSentence({ name: 'daily_loss', would: '120.5', most: '100' })).toBe("the account's realised loss of the day is 120.5, and its limit 100");
  expect(limitSentence({ name: 'daily_loss', would: null, most: '100' })).toBe("the account's realised loss of the day cannot be computed, and at most 100 is allowed");
});
