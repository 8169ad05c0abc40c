import { type Account, readWallet } from './account.ts';
import { Decimal, zero } from './decimal.ts';
import { type PaperExchange, findMarket, readPrice } from './exchange.ts';
import { readOpenOrders } from './ledger.ts';
import type { Position } from './position.ts';
import { readNow } from './timeline.ts';

/** The money of one margin asset, and what binds it. */
export interface MarginSummary {
  readonly asset: string;
  readonly walletBalance: Decimal;
  readonly unrealisedProfit: Decimal;
  readonly marginBalance: Decimal;
  readonly positionInitialMargin: Decimal;
  readonly openOrderInitialMargin: Decimal;
  readonly maintenanceMargin: Decimal;
  readonly availableBalance: Decimal;
}

/** Leverage of a symbol as the account has set it, or the venue's default. */
export function readLeverage(exchange: PaperExchange, account: Account, symbol: string): number {
  const { maxLeverage } = findMarket(exchange, symbol);
  return account.leverages.get(symbol) ?? Math.min(exchange.rules.defaultLeverage, maxLeverage);
}

/** Profit that the position would realise at the mark price. Money of the margin asset; negative for a loss. */
export function computeUnrealisedProfit(exchange: PaperExchange, position: Position): Decimal {
  const { mark } = readPrice(exchange, position.symbol);
  return mark.minus(position.entryPrice).times(position.quantity);
}

/** Margin that a notional binds at the symbol's leverage. */
export function computeInitialMargin(exchange: PaperExchange, account: Account, symbol: string, notional: Decimal): Decimal {
  return notional.abs().div(new Decimal(String(readLeverage(exchange, account, symbol))));
}

/** Margin that the resting orders of a symbol bind; reduce-only and conditional ones bind none. */
export function computeOpenOrderMargin(exchange: PaperExchange, account: Account, symbol: string): Decimal {
  const ledger = account.ledgers.get(symbol);
  if (ledger === undefined) return zero;
  let notional = zero;
  for (const order of readOpenOrders(ledger)) {
    if (order.reduceOnly || order.price === null) continue;
    notional = notional.plus(order.quantity.minus(order.executedQuantity).times(order.price));
  }
  return computeInitialMargin(exchange, account, symbol, notional);
}

/** Adds up one margin asset of an account over all its positions and orders. */
export function summariseMargin(exchange: PaperExchange, account: Account, asset: string): MarginSummary {
  const walletBalance = readWallet(account, asset);
  const maintenanceRate = new Decimal(exchange.rules.maintenanceRate);
  let unrealisedProfit = zero;
  let positionInitialMargin = zero;
  let openOrderInitialMargin = zero;
  let maintenanceMargin = zero;
  for (const [symbol, ledger] of account.ledgers) {
    if (findMarket(exchange, symbol).marginAsset !== asset) continue;
    openOrderInitialMargin = openOrderInitialMargin.plus(computeOpenOrderMargin(exchange, account, symbol));
    for (const timeline of ledger.positions.values()) {
      const position = readNow(timeline);
      if (position.quantity.eq(zero)) continue;
      const notional = position.quantity.abs().times(readPrice(exchange, symbol).mark);
      unrealisedProfit = unrealisedProfit.plus(computeUnrealisedProfit(exchange, position));
      positionInitialMargin = positionInitialMargin.plus(computeInitialMargin(exchange, account, symbol, notional));
      maintenanceMargin = maintenanceMargin.plus(notional.times(maintenanceRate));
    }
  }
  const marginBalance = walletBalance.plus(unrealisedProfit);
  const available = marginBalance.minus(positionInitialMargin).minus(openOrderInitialMargin);
  return {
    asset,
    walletBalance,
    unrealisedProfit,
    marginBalance,
    positionInitialMargin,
    openOrderInitialMargin,
    maintenanceMargin,
    availableBalance: available.lt(zero) ? zero : available,
  };
}
