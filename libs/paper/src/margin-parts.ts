/**
 * What each symbol adds to an account's margin, remembered until something about the symbol changes.
 *
 * An account may hold thousands of positions, and every order asks for their sum. So the sums are kept up to date by
 * the difference that one symbol makes. All of it is derived from the account and can be forgotten at any time.
 */
import type { Account } from './account.ts';
import { type Decimal, zero } from './decimal.ts';
import { type PaperExchange, findMarket, readPrice } from './exchange.ts';
import { readOpenOrders } from './ledger.ts';
import { computeInitialMargin, computeUnrealisedProfit } from './margin.ts';
import { emptyPart, type MarginBook, type MarginPart, openMarginBook } from './margin-book.ts';
import { readRate } from './rules.ts';
import { readNow } from './timeline.ts';

/** Adds `next` to a sum and takes `before` out of it. */
function replacePart(sum: MarginPart, before: MarginPart, next: MarginPart): MarginPart {
  const replace = (field: keyof MarginPart): Decimal => (next[field] === before[field] ? sum[field] : sum[field].plus(next[field]).minus(before[field]));
  return {
    unrealisedProfit: replace('unrealisedProfit'),
    positionInitialMargin: replace('positionInitialMargin'),
    openOrderInitialMargin: replace('openOrderInitialMargin'),
    maintenanceMargin: replace('maintenanceMargin'),
    isolatedWallet: replace('isolatedWallet'),
    isolatedProfit: replace('isolatedProfit'),
    isolatedMaintenance: replace('isolatedMaintenance'),
  };
}

/** The part of one symbol as it is now. */
function computePart(exchange: PaperExchange, account: Account, symbol: string): MarginPart {
  const ledger = account.ledgers.get(symbol);
  if (ledger === undefined) return emptyPart;
  const part: { -readonly [field in keyof MarginPart]: Decimal } = { ...emptyPart };
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
    const maintenance = notional.times(readRate(exchange.rules.maintenanceRate));
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
  if (book.stale.size === 0) return;
  for (const symbol of book.stale) {
    const asset = findMarket(exchange, symbol).marginAsset;
    const before = book.bySymbol.get(symbol) ?? emptyPart;
    const next = computePart(exchange, account, symbol);
    book.bySymbol.set(symbol, next);
    book.byAsset.set(asset, replacePart(book.byAsset.get(asset) ?? emptyPart, before, next));
  }
  book.stale.clear();
}

/** What one symbol contributes. The same object is returned until something about the symbol changes. */
export function readMarginPart(exchange: PaperExchange, account: Account, symbol: string): MarginPart {
  const book = openMarginBook(account);
  refresh(exchange, account, book);
  return book.bySymbol.get(symbol) ?? emptyPart;
}

/** What all symbols of a margin asset contribute together. */
export function sumMarginParts(exchange: PaperExchange, account: Account, asset: string): MarginPart {
  const book = openMarginBook(account);
  refresh(exchange, account, book);
  return book.byAsset.get(asset) ?? emptyPart;
}
