/** Settings as a venue with one margin mode for the whole account and a position mode for each symbol has them. */
import type { Account, MarginType } from './account.ts';
import { isHedgedOn } from './account.ts';
import { Decimal, isMultipleOf, one, zero } from './decimal.ts';
import { tellObservers } from './events.ts';
import { type PaperExchange, recordChange } from './exchange.ts';
import { forgetMargin } from './margin-book.ts';
import { readLeverage } from './margin.ts';
import { type Refusal, refuse } from './refusal.ts';
import { readNow } from './timeline.ts';

/** Source: docs, Bybit v5, "Get Instruments Info": leverageFilter. */
const leverageStep = new Decimal('0.01');

/** The margin mode that all symbols share. */
export function readAccountMarginType(account: Account): MarginType {
  return account.marginTypes.values().next().value ?? 'cross';
}

/**
 * Sets the margin mode of the whole account. Allowed with open positions and orders. Returns the refusal if it is set
 * already, else `null`. Source: docs, Bybit v5, "Set Margin Mode".
 */
export function setAccountMarginType(exchange: PaperExchange, account: Account, marginType: MarginType): Refusal | null {
  if (readAccountMarginType(account) === marginType) return refuse('margin-type-unchanged');
  for (const symbol of exchange.markets.keys()) {
    account.marginTypes.set(symbol, marginType);
    if (account.ledgers.has(symbol)) forgetMargin(account, symbol);
  }
  recordChange(exchange, 'margin-type-changed', account, null, { marginType });
  return null;
}

/**
 * Sets one-way or hedge mode of symbols, all or none of them. Returns the refusal if one of them has a position or an open
 * order, or if nothing would change; else `null`. Source: docs, Bybit v5, "Switch Position Mode": 110024, 110025, 110028.
 */
export function setPositionModeOf(exchange: PaperExchange, account: Account, symbols: readonly string[], isHedged: boolean): Refusal | null {
  const changing = symbols.filter((symbol) => isHedgedOn(account, symbol) !== isHedged);
  if (changing.length === 0) return refuse('position-mode-unchanged');
  for (const symbol of changing) {
    const ledger = account.ledgers.get(symbol);
    if (ledger === undefined) continue;
    if ([...ledger.positions.values()].some((timeline) => !readNow(timeline).quantity.eq(zero))) return refuse('position-mode-open-position');
    if (ledger.openOrderIds.size + ledger.openConditionalOrderIds.size > 0) return refuse('position-mode-open-orders');
  }
  for (const symbol of changing) account.hedgedSymbols.set(symbol, isHedged);
  recordChange(exchange, 'position-mode-changed', account, changing.length === 1 ? changing[0]! : null, { isHedged });
  return null;
}

/**
 * Sets the leverage of a symbol on a grid finer than whole numbers. Returns the refusal, `leverage-unchanged` as the detail
 * of one for the value that is set already; else `null`. Source: docs, Bybit v5, "Set Leverage": 110043.
 */
export function setFineLeverage(exchange: PaperExchange, account: Account, symbol: string, leverage: Decimal): Refusal | null {
  const market = exchange.markets.get(symbol);
  if (market === undefined) return refuse('unknown-symbol');
  if (leverage.gt(new Decimal(String(market.maxLeverage)))) return refuse('leverage-invalid', 'too large');
  if (leverage.lt(one) || !isMultipleOf(leverage, leverageStep)) return refuse('leverage-invalid');
  if (leverage.eq(String(readLeverage(exchange, account, symbol)))) return refuse('leverage-invalid', 'unchanged');
  const set = Number(leverage.toFixed());
  account.leverages.set(symbol, set);
  forgetMargin(account, symbol);
  recordChange(exchange, 'leverage-changed', account, symbol, { leverage: set });
  tellObservers(exchange, () => ({ kind: 'leverage', account, atMs: exchange.clock.nowMs(), symbol, leverage: set }));
  return null;
}
