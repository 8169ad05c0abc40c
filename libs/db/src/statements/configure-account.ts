import type { AccountKey, AccountMode } from '@breakwater/core';
import type { Database, Statement } from '../connect.ts';

/** Mode and limit come from configuration; the switch for entries and the count of live rows are the database's own (I10). */
const CONFIGURE_ACCOUNT: Statement = {
  name: 'configure_account',
  text: `
INSERT INTO account AS a (exchange, account, mode, positions_max)
VALUES ($1::exchange, $2::text, $3::account_mode, $4::integer)
ON CONFLICT (exchange, account) DO UPDATE SET mode = EXCLUDED.mode, positions_max = EXCLUDED.positions_max, updated_at = clock_timestamp()
 WHERE (a.mode, a.positions_max) IS DISTINCT FROM (EXCLUDED.mode, EXCLUDED.positions_max)`,
};

/** Registers an account, or brings its mode and limit up to date. */
export async function configureAccount(database: Database, key: AccountKey, mode: AccountMode, positionsMax: number): Promise<void> {
  await database.run(CONFIGURE_ACCOUNT, [key.exchange, key.account, mode, positionsMax]);
}
