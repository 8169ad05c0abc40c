import type { AccountKey, AccountMode } from '@breakwater/core';
import type { Database, Statement } from '../connect.ts';

/** Inserts only: which mode an account that exists is in, and what its limit is, the workers say (configure-account.ts). */
const REGISTER_ACCOUNT: Statement = {
  name: 'register_account',
  text: `
INSERT INTO account (exchange, account, mode, positions_max)
VALUES ($1::exchange, $2::text, $3::account_mode, $4::integer)
ON CONFLICT (exchange, account) DO NOTHING`,
};

/** Makes sure that the account has a row, before any worker has started; leaves one that it has as it is. */
export async function registerAccount(database: Database, key: AccountKey, mode: AccountMode, positionsMax: number): Promise<void> {
  await database.run(REGISTER_ACCOUNT, [key.exchange, key.account, mode, positionsMax]);
}
