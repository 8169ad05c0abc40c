import { describe, expect, test } from 'vitest';
import { anOrder, aReportOf } from '@breakwater/testing/builders';
import { closingSide, isReportOf, isTerminal, mayBecome, openingSide, ORDER_STATUSES } from './order.ts';

describe('mayBecome', () => {
  test.each([
    ['planned', 'resting'],
    ['planned', 'never_existed'],
    ['resting', 'triggered'],
    ['triggered', 'filled'],
    ['never_existed', 'resting'],
    ['never_existed', 'filled'],
  ] as const)('lets %s become %s', (from, to) => {
    expect(mayBecome(from, to)).toBe(true);
  });

  test.each([
    ['resting', 'planned'],
    ['triggered', 'resting'],
    ['filled', 'canceled'],
    ['canceled', 'filled'],
    ['rejected', 'resting'],
    ['expired', 'never_existed'],
    ['resting', 'resting'],
    ['never_existed', 'never_existed'],
  ] as const)('refuses %s as %s', (from, to) => {
    expect(mayBecome(from, to)).toBe(false);
  });

  test('leads to an end from every status', () => {
    for (const from of ORDER_STATUSES) expect(isTerminal(from) || ORDER_STATUSES.some((to) => isTerminal(to) && mayBecome(from, to))).toBe(true);
  });
});

describe('isReportOf', () => {
  const stop = anOrder({ role: 'stop' });

  test('goes by our client id while the exchange id is not known', () => {
    const planned = { ...stop, exchangeOrderId: null };
    expect(isReportOf(aReportOf(stop, { exchangeOrderId: 'any' }), planned)).toBe(true);
    expect(isReportOf(aReportOf(stop, { clientOrderId: 'web_1' }), planned)).toBe(false);
  });

  test('goes by the exchange id once it is known, because client ids may be used again', () => {
    expect(isReportOf(aReportOf(stop, { exchangeOrderId: 'another' }), stop)).toBe(false);
  });

  test('never takes an order of one list for one of another: their ids are counted apart', () => {
    expect(isReportOf(aReportOf(stop, { list: 'plain' }), stop)).toBe(false);
  });
});

test('the opening side increases a position, the closing side reduces it', () => {
  expect([openingSide('long'), closingSide('long'), openingSide('short'), closingSide('short')]).toEqual(['buy', 'sell', 'sell', 'buy']);
});
