import { behind } from './ahead.ts';
import { decimal, type Decimal, ZERO } from './decimal.ts';
import { type Market, toTick } from './market.ts';
import type { PositionSide } from './order.ts';
import type { StopPlan } from './stop-plan.ts';

/**
 * The trigger price of a protective stop, from the confirmed entry price, never from a signal's.
 *
 * Rounded to the tick in the tighter direction (a long's stop up, a short's down), so that the loss is never larger
 * than the rule says and the same input always gives the same string. A rule tighter than one tick gives the tightest stop
 * that there is, one tick from the entry. Returns null when the rule gives no price above zero, or one on the wrong side
 * of the entry; a stop that was moved may lie on either side, as one that keeps a profit does.
 */
export function stopPrice(side: PositionSide, entryPrice: Decimal, rule: StopPlan, market: Market): Decimal | null {
  if ('movedTo' in rule) return movedPrice(side, decimal(rule.movedTo), market);
  const exact = 'price' in rule ? decimal(rule.price) : behind(side, entryPrice, rule.percent);
  if (!exact.gt(ZERO) || !isLossSide(side, exact, entryPrice)) return null;
  const rounded = toTick(market, exact, side === 'long' ? 'up' : 'down');
  const price = isLossSide(side, rounded, entryPrice) ? rounded : nextTick(side, entryPrice, market);
  return price.gt(ZERO) ? price : null;
}

function movedPrice(side: PositionSide, price: Decimal, market: Market): Decimal | null {
  const rounded = toTick(market, price, side === 'long' ? 'up' : 'down');
  return rounded.gt(ZERO) ? rounded : null;
}

/** The first price of the grid on the losing side of the entry. */
function nextTick(side: PositionSide, entryPrice: Decimal, market: Market): Decimal {
  return side === 'long' ? toTick(market, entryPrice, 'up').minus(market.tick) : toTick(market, entryPrice, 'down').plus(market.tick);
}

function isLossSide(side: PositionSide, price: Decimal, entryPrice: Decimal): boolean {
  return side === 'long' ? price.lt(entryPrice) : price.gt(entryPrice);
}

/**
 * Whether the market has already passed a stop, so that the exchange would refuse it (Binance -2021) and waiting only
 * costs money: a long's at or above the working price, a short's at or below.
 */
export function isBeyond(side: PositionSide, stop: Decimal, workingPrice: Decimal): boolean {
  return side === 'long' ? workingPrice.lte(stop) : workingPrice.gte(stop);
}
