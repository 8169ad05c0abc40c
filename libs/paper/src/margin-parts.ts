/**
 * What each symbol adds to an account's margin, remembered until something about the symbol changes.
 *
 * An account may hold thousands of positions, and every order asks for their sum. So the sums are kept up to date by
 * the difference that one symbol makes. All of it is derived from the account and can be forgotten at any time.
 */
import type { Account } from './account.ts';
import { Decimal, zero } from './decimal.ts';
import { type PaperExchange, findMarket, readPrice } from './exchange.ts';
import { readOpenOrders } from './ledger.ts';
import { computeInitialMargin, computeUnrealisedProfit } from './margin.ts';
import { readNow } from './timeline.ts';

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

interface MarginBook {
  readonly bySymbol: Map<string, MarginPart>;
  readonly byAsset: Map<string, MarginPart>;
  readonly stale: Set<string>;
  version: number;
}

const nothing: MarginPart = {
  unrealisedProfit: zero,
  positionInitialMargin: zero,
  openOrderInitialMargin: zero,
  maintenanceMargin: zero,
  isolatedWallet: zero,
  isolatedProfit: zero,
  isolatedMaintenance: zero,
};
const fields = Object.keys(nothing) as (keyof MarginPart)[];

/** By account. A restored account is a new object and starts with an empty book. */
const books = new WeakMap<Account, MarginBook>();

function openBook(account: Account): MarginBook {
  const known = books.get(account);
  if (known !== undefined) return known;
  const book: MarginBook = { bySymbol: new Map(), byAsset: new Map(), stale: new Set(account.ledgers.keys()), version: 1 };
  books.set(account, book);
  return book;
}

/** Says that a position, an order, a price or a setting of `symbol` has changed. Must be called after each such change. */
export function forgetMargin(account: Account, symbol: string): void {
  const book = openBook(account);
  book.stale.add(symbol);
  book.version += 1;
}

/** Grows whenever something that the account's positions or margin depend on has changed. */
export function readMarginVersion(account: Account): number {
  return openBook(account).version;
}

/** Adds `next` to a sum and takes `before` out of it. */
function replacePart(sum: MarginPart, before: MarginPart, next: MarginPart): MarginPart {
  const replaced = fields.map((field) => [field, next[field] === before[field] ? sum[field] : sum[field].plus(next[field]).minus(before[field])]);
  return Object.fromEntries(replaced) as unknown as MarginPart;
}

/** The part of one symbol as it is now. */
function computePart(exchange: PaperExchange, account: Account, symbol: string): MarginPart {
  const ledger = account.ledgers.get(symbol);
  if (ledger === undefined) return nothing;
  const part: { -readonly [field in keyof MarginPart]: Decimal } = { ...nothing };
  for (const order of readOpenOrders(ledger)) {
    if (order.reduceOnly || order.price === null) continue;
    const notional = order.quantity.minus(order.executedQuantity).times(order.price);
    part.openOrderInitialMargin = part.openOrderInitialMargin.plus(computeInitialMargin(exchange, account, symbol, notional));
  }
  const isIsolated = account.marginTypes.get(symbol) === 'isolated';
  for (const timeline of ledger.positions.values()) {
    const position = readNow(timeline);
    if (position.quantity.eq(zero)) continue;
    const notional = position.quantity.abs().times(readPrice(exchange, symbol).mark);
    const profit = computeUnrealisedProfit(exchange, position);
    const maintenance = notional.times(new Decimal(exchange.rules.maintenanceRate));
    part.unrealisedProfit = part.unrealisedProfit.plus(profit);
    part.positionInitialMargin = part.positionInitialMargin.plus(computeInitialMargin(exchange, account, symbol, notional));
    part.maintenanceMargin = part.maintenanceMargin.plus(maintenance);
    if (!isIsolated) continue;
    const wallet = computeInitialMargin(exchange, account, symbol, position.quantity.times(position.entryPrice));
    part.isolatedWallet = part.isolatedWallet.plus(wallet);
    part.isolatedProfit = part.isolatedProfit.plus(profit);
    part.isolatedMaintenance = part.isolatedMaintenance.plus(maintenance);
  }
  return part;
}

/** Brings every sum up to date. */
function refresh(exchange: PaperExchange, account: Account, book: MarginBook): void {
  for (const symbol of book.stale) {
    const asset = findMarket(exchange, symbol).marginAsset;
    const before = book.bySymbol.get(symbol) ?? nothing;
    const next = computePart(exchange, account, symbol);
    book.bySymbol.set(symbol, next);
    book.byAsset.set(asset, replacePart(book.byAsset.get(asset) ?? nothing, before, next));
  }
  book.stale.clear();
}

/** What one symbol contributes. The same object is returned until something about the symbol changes. */
export function readMarginPart(exchange: PaperExchange, account: Account, symbol: string): MarginPart {
  const book = openBook(account);
  refresh(exchange, account, book);
  return book.bySymbol.get(symbol) ?? nothing;
}

/** What all symbols of a margin asset contribute together. */
export function sumMarginParts(exchange: PaperExchange, account: Account, asset: string): MarginPart {
  const book = openBook(account);
  refresh(exchange, account, book);
  return book.byAsset.get(asset) ?? nothing;
}
