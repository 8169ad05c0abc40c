import type { Account } from './account.ts';
import { Decimal, zero } from './decimal.ts';
import { type PaperExchange, findMarket, readPrice } from './exchange.ts';
import { readLeverage } from './margin.ts';
import { readMarginPart } from './margin-parts.ts';
import type { Market } from './market.ts';
import type { Position } from './position.ts';
import { readRate } from './rules.ts';
import type { MarginSummary } from './summarise-margin.ts';

/**
 * All that the figures of one position follow from, as it was at one moment. Gathering these is quick and computing with
 * them is not: so a long list can be of one moment although its rows are computed one after another.
 */
export interface PositionTerms {
  readonly position: Position;
  readonly market: Market;
  readonly mark: Decimal;
  readonly leverage: number;
  readonly isIsolated: boolean;
  readonly maintenanceRate: Decimal;
  readonly takerRate: Decimal;
  /** What the resting orders of the symbol bind. */
  readonly openOrderMargin: Decimal;
  /** The money of the position's margin asset. */
  readonly summary: MarginSummary;
}

/** Gathers the terms of a position. `summary` is that of its margin asset, so that a list adds it up only once. */
export function readPositionTerms(exchange: PaperExchange, account: Account, position: Position, summary: MarginSummary): PositionTerms {
  const { symbol } = position;
  return {
    position,
    market: findMarket(exchange, symbol),
    mark: readPrice(exchange, symbol).mark,
    leverage: readLeverage(exchange, account, symbol),
    isIsolated: account.marginTypes.get(symbol) === 'isolated',
    maintenanceRate: readRate(exchange.rules.maintenanceRate),
    takerRate: readRate(exchange.rules.takerRate),
    openOrderMargin: readMarginPart(exchange, account, symbol).openOrderInitialMargin,
    summary,
  };
}

/** What a position is worth and what it binds, in its margin asset. */
export interface PositionFigures {
  readonly notional: Decimal;
  readonly profit: Decimal;
  readonly initialMargin: Decimal;
  readonly maintenanceMargin: Decimal;
  /** The wallet money behind an isolated position; zero for a cross one. */
  readonly isolatedWallet: Decimal;
  /** The mark price at which it is liquidated, all other prices standing still; zero if there is none. */
  readonly liquidationPrice: Decimal;
}

/** The figures of a position by the venue's rules: margins at its leverage, cross positions sharing the whole wallet. */
export function computePositionFigures(terms: PositionTerms): PositionFigures {
  const { position, mark, leverage, isIsolated, maintenanceRate, summary } = terms;
  const { quantity, entryPrice } = position;
  if (quantity.eq(zero)) return { notional: zero, profit: zero, initialMargin: zero, maintenanceMargin: zero, isolatedWallet: zero, liquidationPrice: zero };
  const divisor = new Decimal(String(leverage));
  const notional = quantity.times(mark);
  const maintenanceMargin = notional.abs().times(maintenanceRate);
  const profit = mark.minus(entryPrice).times(quantity);
  const cost = quantity.times(entryPrice);
  const isolatedWallet = isIsolated ? cost.abs().div(divisor) : zero;
  const behind = isIsolated ? isolatedWallet : summary.crossBalance.minus(profit).minus(summary.crossMaintenance.minus(maintenanceMargin));
  // behind + quantity × (price − entry) = size × price × rate, solved for the price.
  const price = cost.minus(behind).div(quantity.minus(quantity.abs().times(maintenanceRate)));
  return {
    notional,
    profit,
    initialMargin: notional.abs().div(divisor),
    maintenanceMargin,
    isolatedWallet,
    liquidationPrice: price.gt(zero) ? price : zero,
  };
}
