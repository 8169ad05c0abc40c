import type { Account, MarginType } from './account.ts';
import { zero } from './decimal.ts';
import { tellObservers } from './events.ts';
import { type PaperExchange, recordChange } from './exchange.ts';
import { forgetMargin } from './margin-book.ts';
import { type Refusal, refuse } from './refusal.ts';
import { readNow } from './timeline.ts';

/** Whether anything rests or waits, on one symbol or on all of them. */
function hasOpenOrders(account: Account, symbol: string | null): boolean {
  return [...account.ledgers.values()].some(
    (ledger) =>
      (symbol === null || ledger.symbol === symbol) &&
      ledger.openOrderIds.size + ledger.openConditionalOrderIds.size > 0,
  );
}

/** Whether anything is held, on one symbol or on all of them. */
function hasPosition(account: Account, symbol: string | null): boolean {
  return [...account.ledgers.values()].some(
    (ledger) =>
      (symbol === null || ledger.symbol === symbol) &&
      [...ledger.positions.values()].some((timeline) => !readNow(timeline).quantity.eq(zero)),
  );
}

/**
 * Sets the leverage of a symbol. Setting the value that is already set succeeds. Returns the refusal, or `null`.
 * Source: docs, Binance USD-M, "Change Initial Leverage".
 */
export function setLeverage(exchange: PaperExchange, account: Account, symbol: string, leverage: number): Refusal | null {
  const market = exchange.markets.get(symbol);
  if (market === undefined) return refuse('unknown-symbol');
  if (!Number.isInteger(leverage) || leverage < 1 || leverage > market.maxLeverage) {
    return refuse('leverage-invalid', String(leverage));
  }
  account.leverages.set(symbol, leverage);
  forgetMargin(account, symbol);
  recordChange(exchange, 'leverage-changed', account, symbol, { leverage });
  tellObservers(exchange, () => ({ kind: 'leverage', account, atMs: exchange.clock.nowMs(), symbol, leverage }));
  return null;
}

/**
 * Sets the margin type of a symbol; refused while the symbol has orders or a position, and when nothing would change.
 * Source: docs, Binance USD-M, "Change Margin Type", "Error Codes": -4046, -4047, -4048.
 */
export function setMarginType(exchange: PaperExchange, account: Account, symbol: string, marginType: MarginType): Refusal | null {
  if (!exchange.markets.has(symbol)) return refuse('unknown-symbol');
  if ((account.marginTypes.get(symbol) ?? 'cross') === marginType) return refuse('margin-type-unchanged');
  if (hasOpenOrders(account, symbol)) return refuse('margin-type-open-orders');
  if (hasPosition(account, symbol)) return refuse('margin-type-open-position');
  account.marginTypes.set(symbol, marginType);
  forgetMargin(account, symbol);
  recordChange(exchange, 'margin-type-changed', account, symbol, { marginType });
  tellObservers(exchange, () => ({ kind: 'margin-type', account, atMs: exchange.clock.nowMs(), symbol, marginType }));
  return null;
}

/**
 * Switches the whole account between one-way and hedge mode; refused while anything is open anywhere.
 * Source: docs, Binance USD-M, "Change Position Mode", "Error Codes": -4059, -4067, -4068.
 */
export function setPositionMode(exchange: PaperExchange, account: Account, isHedged: boolean): Refusal | null {
  if (account.isHedged === isHedged && account.hedgedSymbols.size === 0) return refuse('position-mode-unchanged');
  if (hasOpenOrders(account, null)) return refuse('position-mode-open-orders');
  if (hasPosition(account, null)) return refuse('position-mode-open-position');
  account.isHedged = isHedged;
  account.hedgedSymbols.clear();
  recordChange(exchange, 'position-mode-changed', account, null, { isHedged });
  return null;
}
