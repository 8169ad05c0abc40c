import { type Account } from './account.ts';
import { Decimal, zero } from './decimal.ts';
import { type PaperExchange, readPrice } from './exchange.ts';
import { computeInitialMargin, computeUnrealisedProfit } from './margin.ts';
import type { Position } from './position.ts';
import type { MarginSummary } from './summarise-margin.ts';

/**
 * The mark price at which the money behind a position falls to its maintenance margin, all other prices standing still;
 * zero for a flat position and for one that no price can liquidate. `summary` is that of the position's margin asset:
 * behind a cross position stands the whole wallet, behind an isolated one the margin it was opened with.
 */
export function computeLiquidationPrice(exchange: PaperExchange, account: Account, position: Position, summary: MarginSummary): Decimal {
  const { symbol, quantity, entryPrice } = position;
  if (quantity.eq(zero)) return zero;
  const rate = new Decimal(exchange.rules.maintenanceRate);
  const size = quantity.abs();
  const ownMaintenance = size.times(readPrice(exchange, symbol).mark).times(rate);
  const behind =
    account.marginTypes.get(symbol) === 'isolated'
      ? computeInitialMargin(exchange, account, symbol, quantity.times(entryPrice))
      : summary.crossBalance
          .minus(computeUnrealisedProfit(exchange, position))
          .minus(summary.crossMaintenance.minus(ownMaintenance));
  // behind + quantity × (price − entry) = size × price × rate, solved for the price.
  const price = quantity.times(entryPrice).minus(behind).div(quantity.minus(size.times(rate)));
  return price.gt(zero) ? price : zero;
}
