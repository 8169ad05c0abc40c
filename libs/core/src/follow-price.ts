import { aheadOf, behind, isAhead, percentOf } from './ahead.ts';
import { decimal, type Decimal } from './decimal.ts';
import { type Market, toTick } from './market.ts';
import type { PositionSide } from './order.ts';
import type { Follows, StopPlan } from './stop-plan.ts';

/** The best price of a position so far: of its entry, the one that its plan knows, and `price`. */
export function bestPrice(side: PositionSide, entryPrice: Decimal, { best }: Pick<StopPlan, 'best'>, price: Decimal): Decimal {
  const known = best === undefined ? entryPrice : decimal(best);
  return isAhead(side, price, known) ? price : known;
}

/**
 * Where break-even and trailing want the stop once the price has been as good as `best`: the tighter of the two, rounded to the tick
 * in the tighter direction as every stop is. Null: neither has begun.
 */
export function followedPrice(side: PositionSide, entryPrice: Decimal, { breakEven, trailing }: Follows, best: Decimal, market: Market): Decimal | null {
  const wanted: Decimal[] = [];
  const hasReached = (percent: string): boolean => !isAhead(side, aheadOf(side, entryPrice, percent), best);
  if (breakEven !== undefined && hasReached(breakEven.atPercent)) wanted.push(aheadOf(side, entryPrice, breakEven.keepPercent));
  if (trailing !== undefined && hasReached(trailing.atPercent)) wanted.push(behind(side, best, trailing.behindPercent));
  const [first, ...others] = wanted.map((price) => toTick(market, price, side === 'long' ? 'up' : 'down'));
  return others.reduce<Decimal | null>((tightest, price) => (tightest === null || isAhead(side, price, tightest) ? price : tightest), first ?? null);
}

/** Whether a stop may move from one price to another: only tighter, and by no less than its step. */
export function isWorthMoving(side: PositionSide, entryPrice: Decimal, { trailing }: Follows, from: Decimal, to: Decimal): boolean {
  if (!isAhead(side, to, from)) return false;
  return trailing === undefined || to.minus(from).abs().gte(percentOf(entryPrice, trailing.stepPercent));
}

/** How far the price is ahead of the entry, in percent of it; below zero: behind. */
export function gainPercent(side: PositionSide, entryPrice: Decimal, price: Decimal): Decimal {
  const gain = side === 'long' ? price.minus(entryPrice) : entryPrice.minus(price);
  return gain.div(entryPrice).times('100');
}
