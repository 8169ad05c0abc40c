import { decimal, type Decimal, HUNDRED, ZERO } from './decimal.ts';
import { type Market, toTick } from './market.ts';
import type { PositionSide } from './order.ts';
import type { StopRule } from './position.ts';

/**
 * The trigger price of a protective stop, from the confirmed entry price, never from a signal's.
 *
 * Rounded to the tick in the tighter direction (a long's stop up, a short's down), so that the loss is never larger
 * than the rule says and the same input always gives the same string. Returns null when the rule gives no price above
 * zero, or one on the wrong side of the entry.
 */
export function stopPrice(side: PositionSide, entryPrice: Decimal, rule: StopRule, market: Market): Decimal | null {
  const raw = 'price' in rule ? decimal(rule.price) : awayFrom(entryPrice, decimal(rule.percent), side);
  const price = toTick(market, raw, side === 'long' ? 'up' : 'down');
  if (!price.gt(ZERO)) return null;
  // A percentage smaller than one tick would round onto the entry itself or past it: one tick away is the tightest stop.
  if ('percent' in rule && !isLossSide(side, price, entryPrice)) {
    return side === 'long' ? entryTickBelow(entryPrice, market) : toTick(market, entryPrice, 'down').plus(market.tick);
  }
  return price;
}

function awayFrom(entryPrice: Decimal, percent: Decimal, side: PositionSide): Decimal {
  const distance = entryPrice.times(percent).div(HUNDRED);
  return side === 'long' ? entryPrice.minus(distance) : entryPrice.plus(distance);
}

function entryTickBelow(entryPrice: Decimal, market: Market): Decimal | null {
  const below = toTick(market, entryPrice, 'up').minus(market.tick);
  return below.gt(ZERO) ? below : null;
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
