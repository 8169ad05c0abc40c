import { type Decimal, ZERO } from '@breakwater/core';
import { toRows } from '../row.ts';
import type { BinanceMarkets } from './parse-markets.ts';

/**
 * What is available for a new position on each symbol: the row of its margin asset in Binance USD-M's GET /fapi/v3/balance. An asset
 * that is not listed is none of the account's; a symbol that is not listed is left out. Throws `Unreadable` for a malformed row.
 */
export function parseAvailableBalances(value: unknown, symbols: readonly string[], markets: BinanceMarkets): ReadonlyMap<string, Decimal> {
  const available = new Map(toRows(value, 'balances').map((row) => [row.text('asset'), row.decimal('availableBalance')]));
  return new Map(
    symbols.flatMap((symbol) => {
      const asset = markets.get(symbol)?.marginAsset;
      return asset === undefined ? [] : [[symbol, available.get(asset) ?? ZERO] as const];
    }),
  );
}
