import type { Account } from './account.ts';
import { Decimal } from './decimal.ts';
import { type PaperExchange, findMarket, readPrice } from './exchange.ts';
import type { Position } from './position.ts';

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
