import { type Decimal, ZERO } from '@breakwater/core';
import { type Row, toRows } from '../row.ts';
import { Unreadable } from '../unreadable.ts';
import type { BybitMarkets } from './parse-markets.ts';
import { readResult } from './read-result.ts';

/**
 * What is available for a new position on each symbol, from Bybit v5's GET /v5/account/wallet-balance of a unified account.
 *
 * With cross margin all coins stand for each other: `totalAvailableBalance`, in dollars. With isolated margin the account-wide
 * fields do not apply, and it is what of the symbol's settle coin is neither locked nor margin already. A coin that is not listed is
 * none of the account's; a symbol that is not listed is left out. Throws `Unreadable` for a malformed row.
 */
export function parseAvailableBalances(payload: unknown, symbols: readonly string[], markets: BybitMarkets, isIsolated: boolean): ReadonlyMap<string, Decimal> {
  const [wallet, ...others] = toRows(readResult(payload, 'wallet').value('list'), 'wallet');
  if (wallet === undefined || others.length > 0) throw new Unreadable(`wallet: ${others.length === 0 ? 'no account' : 'several accounts'}`);
  const coins = new Map(toRows(wallet.value('coin'), 'wallet').map((row) => [row.text('coin'), row]));
  const ofAll = isIsolated ? null : wallet.decimal('totalAvailableBalance');
  return new Map(
    symbols.flatMap((symbol) => {
      const coin = markets.get(symbol)?.settleCoin;
      return coin === undefined ? [] : [[symbol, ofAll ?? ofCoin(coins.get(coin))] as const];
    }),
  );
}

/** What of a coin nothing is bound to; a loss that is not realised yet is taken off, a profit not added. */
function ofCoin(row: Row | undefined): Decimal {
  if (row === undefined) return ZERO;
  const bound = ['locked', 'totalPositionIM', 'totalOrderIM'].map((name) => row.decimalOrNone(name) ?? ZERO);
  const profit = row.decimalOrNone('unrealisedPnl') ?? ZERO;
  const free = bound.reduce((rest, part) => rest.minus(part), row.decimal('walletBalance')).plus(profit.lt(ZERO) ? profit : ZERO);
  return free.gt(ZERO) ? free : ZERO;
}
