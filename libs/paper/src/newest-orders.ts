/**
 * Which symbols of an account got an order last: the newest orders of thousands are found without looking at all of them.
 * Derived from the account, so that a restored one starts with what rests or waits in it.
 */
import type { Account } from './account.ts';
import { readNow } from './timeline.ts';

interface NewestOrders {
  /** No order of the symbol was placed later than that. In the order of these times. */
  readonly bySymbol: Map<string, number>;
  latestMs: number;
}

const indexes = new WeakMap<Account, NewestOrders>();

/** What rests or waits in an account, symbol by symbol. */
function buildIndex(account: Account): NewestOrders {
  const latest: [symbol: string, atMs: number][] = [];
  for (const { symbol, orders, openOrderIds, conditionalOrders, openConditionalOrderIds } of account.ledgers.values()) {
    let atMs = Number.NEGATIVE_INFINITY;
    for (const id of openOrderIds) atMs = Math.max(atMs, readNow(orders.get(id)!).createdAtMs);
    for (const id of openConditionalOrderIds) atMs = Math.max(atMs, readNow(conditionalOrders.get(id)!).createdAtMs);
    if (openOrderIds.size + openConditionalOrderIds.size > 0) latest.push([symbol, atMs]);
  }
  latest.sort(([, left], [, right]) => left - right);
  return { bySymbol: new Map(latest), latestMs: latest.at(-1)?.[1] ?? Number.NEGATIVE_INFINITY };
}

function openIndex(account: Account): NewestOrders {
  const known = indexes.get(account);
  if (known !== undefined) return known;
  const index = buildIndex(account);
  indexes.set(account, index);
  return index;
}

/** Notes that an order of either list has been placed. */
export function notePlaced(account: Account, symbol: string, atMs: number): void {
  const index = openIndex(account);
  // A machine's clock may have been set back since the account was saved.
  index.latestMs = Math.max(index.latestMs, atMs);
  index.bySymbol.delete(symbol);
  index.bySymbol.set(symbol, index.latestMs);
}

/** The symbols in which something may rest or wait, the one with the latest order first. */
export function listNewestSymbols(account: Account): string[] {
  return [...openIndex(account).bySymbol.keys()].reverse();
}

/** A time after which no order was placed in one of these symbols, nor in any that is listed behind it. */
export function readNewestMs(account: Account, symbol: string): number {
  return openIndex(account).bySymbol.get(symbol) ?? Number.NEGATIVE_INFINITY;
}
