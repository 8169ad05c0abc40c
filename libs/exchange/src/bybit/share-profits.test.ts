import { decimal, sumOf } from '@breakwater/core';
import { describe, expect, test } from 'vitest';
import { anExecution } from '../../test/bybit-replies.ts';
import { parseExecution } from './parse-execution.ts';
import { type ClosedProfit, shareProfits } from './share-profits.ts';

const closing = (execId: string, closedSize: string, change: object = {}) =>
  parseExecution({ ...anExecution(), execId, side: 'Sell', orderId: 'exit', closedSize, execQty: closedSize, ...change }, { isHedged: false, settleCoin: 'USDT' })!;
const told = (change: Partial<ClosedProfit> = {}): ClosedProfit => ({
  ...{ exchangeOrderId: 'exit', closedQuantity: decimal('3'), entryValue: decimal('10'), exitValue: decimal('11'), atMs: 1 },
  ...change,
});
const profitsOf = (...given: Parameters<typeof shareProfits>): string[] => shareProfits(...given).map(({ realisedPnl }) => realisedPnl.toFixed());

describe('shareProfits', () => {
  test('shares what an order earned by what each execution closed, to the last digit', () => {
    const shared = shareProfits([closing('a', '1'), closing('b', '1'), closing('c', '1')], [told()]);
    expect(shared[0]?.realisedPnl.toFixed()).toBe('0.333333333333333333');
    expect(sumOf(shared.map(({ realisedPnl }) => realisedPnl)).toFixed()).toBe('1');
  });

  test('earns from a fall what a buy closed', () => {
    expect(profitsOf([closing('a', '3', { side: 'Buy' })], [told()])).toEqual(['-1']);
  });

  test('adds up several records of one order, and takes none of another', () => {
    const records = [told({ closedQuantity: decimal('1'), exitValue: decimal('12') }), told({ closedQuantity: decimal('2') }), told({ exchangeOrderId: 'other', exitValue: decimal('99') })];
    expect(profitsOf([closing('a', '3')], records)).toEqual(['3']);
  });

  test('earns nothing from what closed nothing, nor from an order that is not told of', () => {
    expect(profitsOf([closing('a', '3'), parseExecution(anExecution(), { isHedged: false, settleCoin: 'USDT' })!], [])).toEqual(['0', '0']);
  });
});
