import type { Config } from '@breakwater/config';
import type { AccountKey, SymbolKey } from '@breakwater/core';
import { isKnownSymbol, type ScreenClient } from '@breakwater/db/screens';
import { findSymbol, openMarkets } from './open-markets.ts';

/**
 * A symbol of an account in any spelling. The exchange is asked only for one that the books do not know by these letters.
 * @throws CliError when there is none, or more than one is meant.
 */
export async function findSymbolKey(config: Config, client: ScreenClient, account: AccountKey, text: string): Promise<SymbolKey> {
  const symbol = text.trim().toUpperCase();
  if (await isKnownSymbol(client, account, symbol)) return { ...account, symbol };
  const markets = openMarkets(config);
  try {
    return { ...account, symbol: await findSymbol(markets, account, text) };
  } finally {
    await markets.close();
  }
}
