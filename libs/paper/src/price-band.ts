/** How far from the market a price may be: the band that limit prices must keep to, and the bound of market orders. */
import { type Decimal, one, zero } from './decimal.ts';
import { type PaperExchange, readPrice } from './exchange.ts';
import type { Market } from './market.ts';
import type { Side } from './position.ts';
import { type Refusal, refuse } from './refusal.ts';
import { readRate } from './rules.ts';

/** The word of a rule by which each market's own bound holds. */
const asListed = 'listed';

/** How far beyond the mark price a limit of this market may lie, as a fraction. */
export function readPriceBand({ rules }: PaperExchange, market: Market): Decimal {
  return rules.priceBand === asListed ? market.priceBand : readRate(rules.priceBand);
}

/** How far from the last price a market order of this market may execute, as a fraction. */
export function readMarketTakeBound({ rules }: PaperExchange, market: Market): Decimal {
  return rules.marketTakeBound === asListed ? market.marketTakeBound : readRate(rules.marketTakeBound);
}

/** The worst price that `side` may offer while `reference` is the price to go by: buyers no more, sellers no less. */
function findEdge(exchange: PaperExchange, market: Market, side: Side, reference: Decimal): Decimal {
  const band = readPriceBand(exchange, market);
  return reference.times(side === 'buy' ? one.plus(band) : one.minus(band));
}

const isBeyond = (side: Side, price: Decimal, edge: Decimal): boolean => (side === 'buy' ? price.gt(edge) : price.lt(edge));

/**
 * A limit price as it may stand: itself where it keeps to the band around the mark price (or around `reference`); else the
 * refusal with the edge in its detail, or the last tick within the edge where the venue moves such prices.
 * Sources: docs, Binance USD-M, "Exchange Information": PERCENT_PRICE; Bybit v5, "Set Price Limit Behaviour": priceLimitRatioX.
 */
export function keepToBand(exchange: PaperExchange, market: Market, side: Side, price: Decimal, reference = readPrice(exchange, market.symbol).mark): Decimal | Refusal {
  const edge = findEdge(exchange, market, side, reference);
  if (!isBeyond(side, price, edge)) return price;
  const over = edge.mod(market.tick);
  const nearest = side === 'buy' || over.eq(zero) ? edge.minus(over) : edge.minus(over).plus(market.tick);
  if (exchange.rules.priceBeyondBand === 'refuse') return refuse(side === 'buy' ? 'price-above-band' : 'price-below-band', nearest.toFixed());
  return nearest;
}

/**
 * Whether a market order of `side` is refused because the best price that it could get, `best`, is beyond the band.
 * Source: docs, Binance USD-M, "Error Codes": -4131.
 */
export function checkBestPrice(exchange: PaperExchange, market: Market, side: Side, best: Decimal): Refusal | null {
  if (exchange.rules.priceBeyondBand === 'adjust') return null;
  return isBeyond(side, best, findEdge(exchange, market, side, readPrice(exchange, market.symbol).mark)) ? refuse('best-price-beyond-band') : null;
}
