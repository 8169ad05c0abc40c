import type { AccountSettings, Config } from '@breakwater/config';
import { accountKeyText, type Markets, type OldPosition, resolveMarket, toExchangeId } from '@breakwater/core';
import type { OldAccountBooks } from '@breakwater/engine';
import type { LeftOut, OldBooks, OldBooksRow } from '@breakwater/legacy';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-codes.ts';
import { findNamedAccounts } from '../find-accounts.ts';

/** The rows of one exchange, and the account that they belong to. */
export interface AccountShare {
  readonly settings: AccountSettings;
  readonly live: readonly OldBooksRow<OldPosition>[];
  readonly ended: OldBooks['ended'];
}

export interface Shares {
  readonly shares: readonly AccountShare[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Which account each row of the old books belongs to: that bot knew exchanges only. With `named` only the rows of that account's exchange.
 * @throws CliError where an exchange has several accounts and none is named.
 */
export function sortByAccount(config: Config, books: Pick<OldBooks, 'live' | 'ended'>, named: string | undefined): Shares {
  const asked = findNamedAccounts(config, named);
  const shares: AccountShare[] = [];
  const leftOut: LeftOut[] = [];
  for (const exchange of [...new Set([...books.live, ...books.ended].map((row) => row.exchange))].toSorted()) {
    const accounts = asked.filter(({ key }) => key.exchange === exchange);
    const of = <Row extends { readonly exchange: string }>(rows: readonly Row[]): Row[] => rows.filter((row) => row.exchange === exchange);
    const [settings, ...others] = accounts;
    if (others.length > 0) throw new CliError(EXIT.usage, `The old books do not say whose a position at ${exchange} is, and ${accounts.map(({ key }) => accountKeyText(key)).join(' and ')} are configured: name one with --account.`);
    if (settings !== undefined) shares.push({ settings, live: of(books.live), ended: of(books.ended) });
    else if (named === undefined) leftOut.push(...of(books.live).map(leaveOut(toExchangeId(exchange) === null ? `${exchange} is no exchange that is known here` : `no account at ${exchange} is configured`, true)));
  }
  return { shares, leftOut };
}

/** A share with its symbols as the exchange spells them. What is over may be of a market that is no longer listed; what is live may not. */
export function resolveShare({ settings, live, ended }: AccountShare, markets: Markets): { readonly books: OldAccountBooks; readonly leftOut: readonly LeftOut[] } {
  const symbolOf = ({ written, symbol }: OldBooksRow<OldPosition>): string | null => (resolveMarket(markets, written) ?? resolveMarket(markets, symbol))?.symbol ?? null;
  const formerSymbolOf = (row: OldBooksRow<OldPosition>): string | null => symbolOf(row) ?? (STORABLE.test(row.symbol) ? row.symbol : null);
  const unlisted = `${settings.key.exchange} lists no such market`;
  return {
    books: {
      account: settings.key,
      live: live.flatMap((row) => toOldRow(row, symbolOf(row))),
      ended: ended.flatMap((row) => toOldRow(row, formerSymbolOf(row))),
    },
    leftOut: [...live.filter((row) => symbolOf(row) === null).map(leaveOut(unlisted, true)), ...ended.filter((row) => formerSymbolOf(row) === null).map(leaveOut(unlisted, false))],
  };
}

/** A symbol that the books take: no separators of another notation. */
const STORABLE = /^[A-Z0-9]+$/;

function toOldRow<Position extends OldPosition>({ old }: OldBooksRow<Position>, symbol: string | null): { readonly symbol: string; readonly old: Position }[] {
  return symbol === null ? [] : [{ symbol, old }];
}

function leaveOut(why: string, isLive: boolean): (row: OldBooksRow<OldPosition>) => LeftOut {
  return ({ exchange, symbol, old }) => ({ oldId: old.id, exchange, symbol, isLive, why });
}
