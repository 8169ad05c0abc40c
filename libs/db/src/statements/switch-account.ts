import { type AccountKey, accountKeyText } from '@breakwater/core';
import type { Database, Statement } from '../connect.ts';

/**
 * A switch that the operator has on an account, and that everybody obeys from the next statement on.
 *
 * What was turned off by hand is easily forgotten. So the same statement raises a page, which stands until the
 * switch is on again, and then tells when and for how long it was off.
 */
function switchStatement(name: string, isOn: string, set: string): Statement {
  return {
    name,
    text: `
WITH before AS MATERIALIZED (
  SELECT ${isOn} AS is_on FROM account WHERE exchange = $1::exchange AND account = $2::text FOR UPDATE
), switched AS (
  UPDATE account SET ${set}, updated_at = clock_timestamp()
   WHERE exchange = $1::exchange AND account = $2::text AND EXISTS (SELECT FROM before WHERE is_on <> $3::boolean)
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
}

const OFF_SINCE = 'CASE WHEN $3::boolean THEN NULL ELSE clock_timestamp() END';
/**
 * New entries (I3); commit-intent.ts reads it under the account's lock. While the books are recovered they stay off, and the switch says
 * how they will be after it.
 */
const SWITCH_ENTRIES = switchStatement(
  'switch_entries',
  'COALESCE(entries_before_recovery, entries_enabled)',
  `entries_enabled = $3::boolean AND entries_before_recovery IS NULL,
         entries_before_recovery = CASE WHEN entries_before_recovery IS NOT NULL THEN $3::boolean END,
         entries_off_at = CASE WHEN $3::boolean AND entries_before_recovery IS NULL THEN NULL ELSE COALESCE(entries_off_at, clock_timestamp()) END`,
);
/** The passes of the clock; read-live-rows.ts reads it with what a pass compares. */
const SWITCH_SYNC = switchStatement('switch_sync', 'sync_off_at IS NULL', `sync_off_at = ${OFF_SINCE}`);

/** Lets new entries of an account in, or keeps them out. False: it stood so already. Throws for an account without a row. */
export function switchEntries(database: Database, key: AccountKey, isEnabled: boolean): Promise<boolean> {
  const name = accountKeyText(key);
  const text = `New entries of ${name} were switched off by hand; \`breakwater entries on ${key.exchange} ${key.account}\` lets them in again.`;
  return turn(database, SWITCH_ENTRIES, key, isEnabled, { subject: `entries-off.${name}`, text });
}

/** Lets the clock's passes over an account go on, or stops them. False: it stood so already. Throws for an account without a row. */
export function switchSync(database: Database, key: AccountKey, isOn: boolean): Promise<boolean> {
  const name = accountKeyText(key);
  const text = `Scheduled passes over ${name} were switched off by hand, so what others change there may go unseen; \`breakwater sync on ${key.exchange} ${key.account}\` starts them again.`;
  return turn(database, SWITCH_SYNC, key, isOn, { subject: `sync-off.${name}`, text });
}

async function turn(database: Database, statement: Statement, key: AccountKey, isOn: boolean, page: { readonly subject: string; readonly text: string }): Promise<boolean> {
  const [row] = await database.run<{ is_known: boolean; is_changed: boolean }>(statement, [key.exchange, key.account, isOn, page.subject, page.text]);
  if (!row?.is_known) throw new Error(`The account ${accountKeyText(key)} has no row to switch; register it first.`);
  return row.is_changed;
}
