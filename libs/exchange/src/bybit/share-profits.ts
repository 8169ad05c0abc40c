import { type Decimal, type FillReport, sumOf, ZERO } from '@breakwater/core';
import type { BybitExecution } from './parse-execution.ts';

/** What an order closed, and the values at which the position had been entered and was left. */
export interface ClosedProfit {
  readonly exchangeOrderId: string;
  readonly closedQuantity: Decimal;
  readonly entryValue: Decimal;
  readonly exitValue: Decimal;
  readonly atMs: number;
}

/** As many decimal places as the books hold of an amount. */
const PROFIT_PLACES = 18;

/**
 * The fills, each with its share of what its order earned before fees. Bybit tells that of an order and not of an execution, so it is
 * shared by what each closed; the shares of an order that is there whole add up to exactly what Bybit told. An order that Bybit
 * has not told of yet counts as zero.
 */
export function shareProfits(executions: readonly BybitExecution[], profits: readonly ClosedProfit[]): FillReport[] {
  const sharedUntil = new Map<string, Decimal>();
  return executions.map(({ fill, closedQuantity }) => {
    const told = profits.filter((profit) => profit.exchangeOrderId === fill.exchangeOrderId);
    const whole = sumOf(told.map((profit) => profit.closedQuantity));
    if (!closedQuantity.gt(ZERO) || !whole.gt(ZERO)) return fill;
    const gained = sumOf(told.map(({ entryValue, exitValue }) => (fill.side === 'sell' ? exitValue.minus(entryValue) : entryValue.minus(exitValue))));
    const before = sharedUntil.get(fill.exchangeOrderId) ?? ZERO;
    const after = before.plus(closedQuantity);
    sharedUntil.set(fill.exchangeOrderId, after);
    const upTo = (quantity: Decimal): Decimal => gained.times(quantity).div(whole).round(PROFIT_PLACES);
    return { ...fill, realisedPnl: upTo(after).minus(upTo(before)) };
  });
}
