import { type AccountKey, accountKeyText } from '@breakwater/core';
import type { Database, Statement } from '../connect.ts';

/**
 * The operator's switch for new entries (I3), which commit-intent.ts reads under the account's lock: an entry that is
 * committed after this statement sees it.
 *
 * A switch that was turned off by hand is easily forgotten. So the same statement raises a page, which stands until the
 * switch is on again, and then tells when and for how long entries were off.
 */
const SWITCH_ENTRIES: Statement = {
  name: 'switch_entries',
  text: `
WITH before AS MATERIALIZED (
  SELECT entries_enabled FROM account WHERE exchange = $1::exchange AND account = $2::text FOR UPDATE
), switched AS (
  UPDATE account SET entries_enabled = $3::boolean, entries_off_at = CASE WHEN $3::boolean THEN NULL ELSE clock_timestamp() END, updated_at = clock_timestamp()
   WHERE exchange = $1::exchange AND account = $2::text AND EXISTS (SELECT FROM before WHERE entries_enabled <> $3::boolean)
  RETURNING exchange, account
), told AS (
  INSERT INTO page (id, subject, text, exchange, account)
  SELECT gen_random_uuid(), $4::text, $5::text, s.exchange, s.account FROM switched s WHERE NOT $3::boolean
  ON CONFLICT (subject) WHERE acknowledged_at IS NULL DO NOTHING
), settled AS (
  UPDATE page SET acknowledged_at = clock_timestamp()
   WHERE subject = $4::text AND acknowledged_at IS NULL AND $3::boolean AND EXISTS (SELECT FROM switched)
)
SELECT EXISTS (SELECT FROM before) AS is_known, EXISTS (SELECT FROM switched) AS is_changed`,
};

/** Lets new entries of an account in, or keeps them out. False: it stood so already. Throws for an account without a row. */
export async function switchEntries(database: Database, key: AccountKey, isEnabled: boolean): Promise<boolean> {
  const name = accountKeyText(key);
  const text = `New entries of ${name} were switched off by hand; \`breakwater entries on ${key.exchange} ${key.account}\` lets them in again.`;
  const [row] = await database.run<{ is_known: boolean; is_changed: boolean }>(SWITCH_ENTRIES, [key.exchange, key.account, isEnabled, `entries-off.${name}`, text]);
  if (!row?.is_known) throw new Error(`The account ${name} has no row to switch; register it first.`);
  return row.is_changed;
}
