import type { AccountMode, ExchangeId } from '@breakwater/core';
import type { ScreenClient } from './client.ts';

/** An account as the books have it. */
export interface AccountOnScreen {
  readonly exchange: ExchangeId;
  readonly account: string;
  readonly mode: AccountMode;
  readonly entriesEnabled: boolean;
  readonly livePositions: number;
  readonly positionsMax: number;
}

/** Every account that a worker or a command has registered. */
export async function readAccounts(client: ScreenClient): Promise<AccountOnScreen[]> {
  const rows = await client.account.findMany({ orderBy: [{ exchange: 'asc' }, { account: 'asc' }] });
  return rows.map(({ exchange, account, mode, entriesEnabled, livePositions, positionsMax }) => ({ exchange, account, mode, entriesEnabled, livePositions, positionsMax }));
}
