import { aheadOf } from './ahead.ts';
import { ceilTo, type Decimal, decimalText, floorTo, isMultipleOf } from './decimal.ts';
import type { PositionSide } from './order.ts';

/** The rules of one market, as the exchange states them. Quantities are in coins, prices in the quote currency. */
export interface Market {
  /** The exchange's own id, e.g. `TAGUSDT`. */
  readonly symbol: string;
  /** The spellings by which people know it: id, `TAG/USDT`, `TAG/USDT:USDT`. */
  readonly aliases: readonly string[];
  readonly isTrading: boolean;
  readonly tick: Decimal;
  readonly step: Decimal;
  readonly quantityMin: Decimal;
  /** Largest quantity of one market order. */
  readonly marketQuantityMax: Decimal;
  /** Smallest price × quantity of an order that increases exposure. */
  readonly notionalMin: Decimal;
}

export type Markets = ReadonlyMap<string, Market>;

/**
 * The market that a person means by `TAGUSDT`, `tag/usdt` or `TAG/USDT:USDT`, found among the loaded markets.
 * Returns null when none or more than one fits.
 */
export function resolveMarket(markets: Markets, text: string): Market | null {
  const wanted = text.trim().normalize('NFC').toUpperCase();
  const exact = markets.get(wanted);
  if (exact) return exact;
  const found = [...markets.values()].filter((market) => market.aliases.includes(wanted));
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** Why an order to open `quantity` at about `price` would be refused by the market's rules, or null if it fits. */
export function whyNotTradable(market: Market, quantity: Decimal, price: Decimal): string | null {
  if (!market.isTrading) return `${market.symbol} is not trading`;
  if (!isMultipleOf(quantity, market.step)) return `quantity ${decimalText(quantity)} is off the step ${decimalText(market.step)}`;
  if (quantity.lt(market.quantityMin)) return `quantity ${decimalText(quantity)} is below the minimum ${decimalText(market.quantityMin)}`;
  if (quantity.gt(market.marketQuantityMax)) {
    return `quantity ${decimalText(quantity)} is above the maximum ${decimalText(market.marketQuantityMax)} of a market order`;
  }
  const notional = quantity.times(price);
  if (notional.lt(market.notionalMin)) {
    return `notional ${decimalText(notional)} is below the minimum ${decimalText(market.notionalMin)}`;
  }
  return null;
}

/** A price moved to the grid in the given direction. */
export function toTick(market: Market, price: Decimal, direction: 'up' | 'down'): Decimal {
  return direction === 'up' ? ceilTo(price, market.tick) : floorTo(price, market.tick);
}

/**
 * The worst price at which an entry may trade: at most `percent` of `price` away from it on the dear side. Rounded to the tick
 * towards `price`, so that it is never further away than was allowed. Zero or less: there is none for a short.
 */
export function worstPrice(side: PositionSide, price: Decimal, percent: Decimal, market: Market): Decimal {
  return toTick(market, aheadOf(side, price, percent), side === 'long' ? 'down' : 'up');
}
