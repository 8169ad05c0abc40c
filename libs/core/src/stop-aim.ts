import { isAhead } from './ahead.ts';
import { decimal, type Decimal } from './decimal.ts';
import { type Market, toTick } from './market.ts';
import type { PositionSide } from './order.ts';
import type { StopPlan } from './stop-plan.ts';
import { stopPrice } from './stop-price.ts';

/**
 * Where a stop belongs, and which resting ones are right as well, both ends included. All three are one price unless the plan's lies
 * beyond the liquidation price.
 */
export interface StopAim {
  readonly price: Decimal;
  readonly loosest: Decimal;
  readonly tightest: Decimal;
}

/** Parts of the way from the liquidation price to the entry: nearer than the first a stop would hardly fill in time. */
const TOO_NEAR = decimal('0.02');
const PLACED = decimal('0.1');
/** The liquidation price of cross margin moves all the time: a stop that was placed before it is left where it is up to here. */
const LEFT = decimal('0.3');

/**
 * Where the stop of a position belongs: where its plan says, unless the exchange would take the position over before that price is
 * reached: a stop there protects nothing. Then it is placed before the liquidation price, by a tenth of the way from there to the
 * entry, and stays while it is between a fiftieth and three tenths of it, so that a price that moves with the balance does not have it replaced
 * at every look. Null: the plan gives no price. A liquidation price that is not on the losing side says
 * nothing, nor does one with no price between it and the entry: it is of another position than the one that is in the books.
 */
export function stopAim(side: PositionSide, entryPrice: Decimal, plan: StopPlan, market: Market, liquidationPrice: Decimal | null): StopAim | null {
  const price = stopPrice(side, entryPrice, plan, market);
  if (price === null) return null;
  const exact = { price, loosest: price, tightest: price };
  if (liquidationPrice === null || (side === 'long' ? liquidationPrice.gte(entryPrice) : liquidationPrice.lte(entryPrice))) return exact;
  const way = entryPrice.minus(liquidationPrice);
  // Tighter, as every stop is rounded.
  const at = (part: Decimal): Decimal => toTick(market, liquidationPrice.plus(way.times(part)), side === 'long' ? 'up' : 'down');
  if (!isAhead(side, at(PLACED), price) || !isAhead(side, entryPrice, at(LEFT))) return exact;
  if (isAhead(side, at(TOO_NEAR), price)) return { price: at(PLACED), loosest: at(TOO_NEAR), tightest: at(LEFT) };
  return { price, loosest: price, tightest: at(LEFT) };
}

/** Whether a stop that triggers at this price stands where the aim wants one. */
export function isAsAimed({ loosest, tightest }: StopAim, side: PositionSide, triggerPrice: Decimal | null): boolean {
  return triggerPrice !== null && !isAhead(side, loosest, triggerPrice) && !isAhead(side, triggerPrice, tightest);
}
