import { Big } from 'big.js';

/** The grid of the contract that cards trade, and a size that every filter lets pass. Prices and quantities are decimal texts. */
export interface Contract {
  readonly symbol: string;
  readonly tick: string;
  /** Worth at least twice the least notional, so that half of it passes, too. */
  readonly quantity: string;
  /** Twice that. */
  readonly doubled: string;
  /** How far beyond the mark price a limit may lie, as a fraction of it. */
  readonly priceBand: string;
}

/** What an exchange lists of a contract. */
export interface Grid {
  readonly symbol: string;
  readonly tick: string;
  readonly step: string;
  readonly quantityMin: string;
  readonly notionalMin: string;
  readonly priceBand: string;
}

/** The smallest contract size that cards can work with at a price. */
export function sizeContract({ symbol, tick, step, quantityMin, notionalMin, priceBand }: Grid, price: string): Contract {
  // A tenth more: the price may fall between two orders.
  const least = new Big(notionalMin).times('2.2').div(price);
  const wanted = least.gt(quantityMin) ? least : new Big(quantityMin);
  const steps = wanted.div(step).round(0, Big.roundUp);
  const even = steps.mod(2).eq(0) ? steps : steps.plus(1);
  const quantity = even.times(step);
  return { symbol, tick, quantity: quantity.toFixed(), doubled: quantity.times(2).toFixed(), priceBand };
}

/** A price that is FACTOR times another, on the grid: rounded down to a tick. */
export function scalePrice(price: string, factor: string, tick: string): string {
  return new Big(price).times(factor).div(tick).round(0, Big.roundDown).times(tick).toFixed();
}
