import { num } from '@breakwater/testing/builders';
import { expect, test } from 'vitest';
import { interestedInMs, whyTooOld } from './age-exit.ts';
import type { PositionSide } from './order.ts';
import type { AgeRule } from './stop-plan.ts';

const HOUR_MS = 3_600_000;
const rule: AgeRule = { fromMs: 3 * HOUR_MS, costPercent: '0.1', breakEvenForMs: 2 * HOUR_MS, lossPercentPerHour: '0.5', closeAtMs: 8 * HOUR_MS };

/** Of a position that was entered at 100. */
const why = (hours: number, price: string, side: PositionSide = 'long'): string | null => whyTooOld({ side, entryPrice: num('100'), ageMs: hours * HOUR_MS, price: num(price) }, rule);

test.each<[string, number, string, PositionSide, boolean]>([
  ['a young position stays, whatever it would bring', 2.9, '150', 'long', false],
  ['from its age on it goes at a price that covers the costs', 3, '100.1', 'long', true],
  ['but not below that', 3, '100.09', 'long', false],
  ['nor with a loss, as long as only break-even is tried', 5, '99.99', 'long', false],
  ['nor with a profit that does not cover the costs, until losses are accepted', 4.999, '100.09', 'long', false],
  ['nor in the instant at which that begins', 5, '100.09', 'long', false],
  ['then a loss is accepted that grows', 6, '99.5', 'long', true],
  ['and no greater one', 6, '99.49', 'long', false],
  ['an hour later twice as much', 7, '99', 'long', true],
  ['in the end it goes at any price', 8, '20', 'long', true],
  ['a short by the same rule', 3, '99.9', 'short', true],
  ['with its loss on the other side', 6, '100.5', 'short', true],
  ['and no greater one there', 6, '100.51', 'short', false],
])('%s', (_, hours, price, side, isTooOld) => {
  expect(why(hours, price, side) !== null).toBe(isTooOld);
});

test('the reason says how old it is, and what is accepted', () => {
  expect(why(7, '99')).toBe('it is 7.0 h old, and a loss of 1 percent is accepted by now');
  expect(why(9, '50')).toBe('it is 9.0 h old, at most 8.0 h are allowed');
});

test('its age is of no interest before the rule begins', () => {
  expect(interestedInMs(HOUR_MS, rule)).toBe(2 * HOUR_MS);
  expect(interestedInMs(4 * HOUR_MS, rule)).toBe(0);
});
