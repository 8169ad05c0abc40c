import type { Market } from '@breakwater/core';
import type { Exchange } from './ports.ts';

/** A market that the exchange lists, loaded again once if it is not among the loaded ones; null if it is not listed. */
export async function findMarket(exchange: Exchange, symbol: string): Promise<Market | null> {
  const known = (await exchange.markets()).get(symbol);
  return known ?? (await exchange.markets(true)).get(symbol) ?? null;
}
