import type { Account } from './account.ts';
import { Decimal, zero } from './decimal.ts';
import { type PaperExchange, findMarket, readPrice } from './exchange.ts';
import { readLeverage } from './margin.ts';
import { openMarginBook } from './margin-book.ts';
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
}

/**
 * Gathers the terms of a position. The same object is returned until something about the symbol changes: a list of thousands
 * of positions is gathered while everybody waits.
 */
export function readPositionTerms(exchange: PaperExchange, account: Account, position: Position): PositionTerms {
  const { symbol, leg } = position;
  const remembered = openMarginBook(account).terms[leg];
  const known = remembered.get(symbol);
  if (known?.position === position) return known;
  const terms = {
    position,
    market: findMarket(exchange, symbol),
    mark: readPrice(exchange, symbol).mark,
    leverage: readLeverage(exchange, account, symbol),
    isIsolated: account.marginTypes.get(symbol) === 'isolated',
    maintenanceRate: readRate(exchange.rules.maintenanceRate),
    takerRate: readRate(exchange.rules.takerRate),
    openOrderMargin: readMarginPart(exchange, account, symbol).openOrderInitialMargin,
  };
  // Flat ones are made up for each list, and there may be very many.
  if (!position.quantity.eq(zero)) remembered.set(symbol, terms);
  return terms;
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

/**
 * The figures of a position by the venue's rules: margins at its leverage, cross positions sharing the whole wallet.
 * `summary` is that of its margin asset, of the same moment.
 */
export function computePositionFigures(terms: PositionTerms, summary: MarginSummary): PositionFigures {
  const { position, mark, leverage, isIsolated, maintenanceRate } = terms;
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
