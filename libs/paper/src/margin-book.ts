/**
 * The margin book of an account: what each symbol adds to its sums, and which symbols have changed since.
 *
 * It knows nothing of how a part is computed (margin-parts.ts), so that whatever changes a symbol can say so here.
 */
import type { Account } from './account.ts';
import { type Decimal, zero } from './decimal.ts';
import type { PositionTerms } from './position-terms.ts';
import type { Leg } from './position.ts';

/** What one symbol of an account contributes, or what all symbols of one margin asset contribute together. */
export interface MarginPart {
  readonly unrealisedProfit: Decimal;
  readonly positionInitialMargin: Decimal;
  readonly openOrderInitialMargin: Decimal;
  readonly maintenanceMargin: Decimal;
  /** Of the isolated positions alone: the wallet money behind them, their profit and their maintenance margin. */
  readonly isolatedWallet: Decimal;
  readonly isolatedProfit: Decimal;
  readonly isolatedMaintenance: Decimal;
}

export interface MarginBook {
  readonly bySymbol: Map<string, MarginPart>;
  readonly byAsset: Map<string, MarginPart>;
  readonly stale: Set<string>;
  /** What the figures of a position follow from, by symbol, as long as nothing about the symbol changes. */
  readonly terms: Readonly<Record<Leg, Map<string, PositionTerms>>>;
  version: number;
}

/** The part of a symbol that holds nothing. */
export const emptyPart: MarginPart = {
  unrealisedProfit: zero,
  positionInitialMargin: zero,
  openOrderInitialMargin: zero,
  maintenanceMargin: zero,
  isolatedWallet: zero,
  isolatedProfit: zero,
  isolatedMaintenance: zero,
};
/** By account. A restored account is a new object and starts with an empty book. */
const books = new WeakMap<Account, MarginBook>();

/** The book of an account; a new one counts every symbol as changed. */
export function openMarginBook(account: Account): MarginBook {
  const known = books.get(account);
  if (known !== undefined) return known;
  const book: MarginBook = { bySymbol: new Map(), byAsset: new Map(), stale: new Set(account.ledgers.keys()), terms: { net: new Map(), long: new Map(), short: new Map() }, version: 1 };
  books.set(account, book);
  return book;
}

/** Says that a position, an order, a price, the market or a setting of `symbol` has changed. Must be called after each such change. */
export function forgetMargin(account: Account, symbol: string): void {
  const book = openMarginBook(account);
  book.stale.add(symbol);
  for (const known of Object.values(book.terms)) known.delete(symbol);
  book.version += 1;
}

/** Says that money came or went without a trade: no symbol has changed, and yet what the lists show of the account. */
export function noteMoney(account: Account): void {
  openMarginBook(account).version += 1;
}

/** Grows whenever something that the account's positions or margin depend on has changed. */
export function readMarginVersion(account: Account): number {
  return openMarginBook(account).version;
}
