import type { AccountMode, ExchangeId } from '@breakwater/core';
import type { ScreenClient } from './client.ts';

/** An account as the books have it; times as ISO 8601. */
export interface AccountOnScreen {
  readonly exchange: ExchangeId;
  readonly account: string;
  readonly mode: AccountMode;
  readonly entriesEnabled: boolean;
  /** Since when they are off; null while they are on. */
  readonly entriesOffSince: string | null;
  /** Since when the clock's passes over it are off; null while they are on. */
  readonly syncOffSince: string | null;
  readonly livePositions: number;
  readonly positionsMax: number;
}

/** A symbol whose new entries are kept out by hand. */
export interface SymbolOff {
  readonly exchange: ExchangeId;
  readonly account: string;
  readonly symbol: string;
  readonly offSince: string;
}

/** Every account that a worker or a command has registered. */
export async function readAccounts(client: ScreenClient): Promise<AccountOnScreen[]> {
  const rows = await client.account.findMany({ orderBy: [{ exchange: 'asc' }, { account: 'asc' }] });
  return rows.map(({ exchange, account, mode, entriesEnabled, entriesOffAt, syncOffAt, livePositions, positionsMax }) => ({
    exchange,
    account,
    mode,
    entriesEnabled,
    entriesOffSince: entriesOffAt?.toISOString() ?? null,
    syncOffSince: syncOffAt?.toISOString() ?? null,
    livePositions,
    positionsMax,
  }));
}

/** Every symbol that is switched off on its own. */
export async function readSymbolsOff(client: ScreenClient): Promise<SymbolOff[]> {
  const rows = await client.claim.findMany({ where: { entriesOffAt: { not: null } }, orderBy: [{ exchange: 'asc' }, { account: 'asc' }, { symbol: 'asc' }] });
  return rows.flatMap(({ exchange, account, symbol, entriesOffAt }) => (entriesOffAt === null ? [] : [{ exchange, account, symbol, offSince: entriesOffAt.toISOString() }]));
}
