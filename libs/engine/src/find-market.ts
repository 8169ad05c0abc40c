import type { Market, Unreadable } from '@breakwater/core';
import type { Exchange } from './ports.ts';

/** A market that the exchange lists, loaded again once if it is not among the loaded ones; null if it is not listed. Rejects while the exchange cannot be reached. */
export async function findMarket(exchange: Exchange, symbol: string): Promise<Market | null> {
  const known = (await exchange.markets()).get(symbol);
  return known ?? (await exchange.markets(true)).get(symbol) ?? null;
}

/** The same as a reading: an exchange that cannot be reached is weather, and no error of the work that asks. */
export async function readMarket(exchange: Exchange, symbol: string): Promise<{ readonly type: 'read'; readonly market: Market | null } | Unreadable> {
  return findMarket(exchange, symbol).then(
    (market) => ({ type: 'read', market }),
    (error: unknown) => ({ type: 'unreadable', cause: `the markets: ${String(error)}` }),
  );
}
