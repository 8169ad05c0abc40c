import { aMarket, num } from '@breakwater/testing/builders';
import { describe, expect, test } from 'vitest';
import { decimalText } from './decimal.ts';
import { bestPrice, followedPrice, gainPercent, isWorthMoving } from './follow-price.ts';
import type { PositionSide } from './order.ts';
import type { Follows } from './stop-plan.ts';

const breakEven = { atPercent: '1', keepPercent: '0.1' };
const trailing = { atPercent: '2', behindPercent: '1', stepPercent: '0.5' };

/** Where the stop of a position that was entered at 100 belongs. */
function wanted(side: PositionSide, follows: Follows, best: string): string | null {
  const price = followedPrice(side, num('100'), follows, num(best), aMarket());
  return price === null ? null : decimalText(price);
}

describe('a stop that follows the price', () => {
  test.each<[string, PositionSide, Follows, string, string | null]>([
    ['stays where it is before break-even is reached', 'long', { breakEven }, '100.99', null],
    ['lies ahead of the entry once break-even was reached', 'long', { breakEven }, '101', '100.1'],
    ['stays there however far the price goes on', 'long', { breakEven }, '150', '100.1'],
    ['does the same for a short', 'short', { breakEven }, '99', '99.9'],
    ['does not trail before that begins', 'long', { trailing }, '101.99', null],
    ['trails behind the best price from there on', 'long', { trailing }, '102', '100.98'],
    ['trails behind the best price of a short', 'short', { trailing }, '98', '98.98'],
    ['is rounded to the tick in the tighter direction', 'long', { trailing }, '103.337', '102.31'],
    ['is rounded down for a short', 'short', { trailing }, '97.337', '98.31'],
    ['is the tighter of the two', 'long', { breakEven: { atPercent: '1', keepPercent: '0.99' }, trailing: { ...trailing, behindPercent: '1.5' } }, '102', '100.99'],
    ['trails when that is tighter', 'long', { breakEven, trailing }, '110', '108.9'],
    ['follows nothing without a plan', 'long', {}, '200', null],
  ])('%s', (_, side, follows, best, expected) => {
    expect(wanted(side, follows, best)).toBe(expected);
  });

  test('knows the best price since the entry, never a worse one', () => {
    expect(bestPrice('long', num('100'), {}, num('99'))).toEqual(num('100'));
    expect(bestPrice('long', num('100'), { best: '105' }, num('103'))).toEqual(num('105'));
    expect(bestPrice('short', num('100'), { best: '95' }, num('94'))).toEqual(num('94'));
  });

  test('is only ever tightened, and by no less than its step', () => {
    expect(isWorthMoving('long', num('100'), { trailing }, num('101'), num('101.49'))).toBe(false);
    expect(isWorthMoving('long', num('100'), { trailing }, num('101'), num('101.5'))).toBe(true);
    expect(isWorthMoving('short', num('100'), { trailing }, num('99'), num('98.5'))).toBe(true);
    expect(isWorthMoving('long', num('100'), { breakEven }, num('100.1'), num('100.1'))).toBe(false);
    expect(isWorthMoving('long', num('100'), { breakEven }, num('101'), num('100.1'))).toBe(false);
  });

  test('measures the gain by the entry', () => {
    expect(gainPercent('long', num('200'), num('203'))).toEqual(num('1.5'));
    expect(gainPercent('short', num('200'), num('203'))).toEqual(num('-1.5'));
  });
});
