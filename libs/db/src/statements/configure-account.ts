import { type AccountKey, type AccountLimits, type AccountMode, limitText } from '@breakwater/core';
import type { Database, Statement } from '../connect.ts';

/** Mode and limits come from configuration; the switch for entries and the count of live rows are the database's own (I10). */
const CONFIGURE_ACCOUNT: Statement = {
  name: 'configure_account',
  text: `
INSERT INTO account AS a (exchange, account, mode, positions_max, exposure_max, symbol_exposure_max, daily_loss_max)
VALUES ($1::exchange, $2::text, $3::account_mode, $4::integer, $5::numeric, $6::numeric, $7::numeric)
ON CONFLICT (exchange, account) DO UPDATE
   SET mode = EXCLUDED.mode, positions_max = EXCLUDED.positions_max, exposure_max = EXCLUDED.exposure_max,
       symbol_exposure_max = EXCLUDED.symbol_exposure_max, daily_loss_max = EXCLUDED.daily_loss_max, updated_at = clock_timestamp()
 WHERE (a.mode, a.positions_max, a.exposure_max, a.symbol_exposure_max, a.daily_loss_max)
       IS DISTINCT FROM (EXCLUDED.mode, EXCLUDED.positions_max, EXCLUDED.exposure_max, EXCLUDED.symbol_exposure_max, EXCLUDED.daily_loss_max)`,
};

/** Registers an account, or brings its mode and limits up to date. */
export async function configureAccount(database: Database, key: AccountKey, mode: AccountMode, positionsMax: number, limits: AccountLimits = {}): Promise<void> {
  const amounts = [limits.exposureMax, limits.symbolExposureMax, limits.dailyLossMax].map(limitText);
  await database.run(CONFIGURE_ACCOUNT, [key.exchange, key.account, mode, positionsMax, ...amounts]);
}
