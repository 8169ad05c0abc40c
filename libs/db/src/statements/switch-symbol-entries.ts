import { accountKeyText, type SymbolKey, symbolKeyText } from '@breakwater/core';
import type { Database, Statement } from '../connect.ts';

/**
 * The operator's switch for new entries of one symbol (I3). It stands on the claim's row, which every statement that may let an entry
 * in holds: an entry that is committed after this one sees it. A page stands while it is off, as for a whole account.
 */
const SWITCH_SYMBOL_ENTRIES: Statement = {
  name: 'switch_symbol_entries',
  text: `
WITH let_in AS (
  UPDATE claim SET entries_off_at = NULL
   WHERE exchange = $1::exchange AND account = $2::text AND symbol = $3::text AND $4::boolean AND entries_off_at IS NOT NULL
  RETURNING true
), kept_out AS (
  INSERT INTO claim AS c (exchange, account, symbol, fence_until, entries_off_at)
  SELECT a.exchange, a.account, $3::text, clock_timestamp(), clock_timestamp() FROM account a
   WHERE a.exchange = $1::exchange AND a.account = $2::text AND NOT $4::boolean
  ON CONFLICT (exchange, account, symbol) DO UPDATE SET entries_off_at = EXCLUDED.entries_off_at WHERE c.entries_off_at IS NULL
  RETURNING true
), told AS (
  INSERT INTO page (id, subject, text, exchange, account, symbol)
  SELECT gen_random_uuid(), $5::text, $6::text, $1::exchange, $2::text, $3::text FROM kept_out
  ON CONFLICT (subject) WHERE acknowledged_at IS NULL DO NOTHING
), settled AS (
  UPDATE page SET acknowledged_at = clock_timestamp()
   WHERE subject = $5::text AND acknowledged_at IS NULL AND EXISTS (SELECT FROM let_in)
)
SELECT EXISTS (SELECT FROM account WHERE exchange = $1::exchange AND account = $2::text) AS is_known,
       EXISTS (SELECT FROM let_in) OR EXISTS (SELECT FROM kept_out) AS is_changed`,
};

/** Lets new entries of a symbol in, or keeps them out. False: it stood so already. Throws for an account without a row. */
export async function switchSymbolEntries(database: Database, key: SymbolKey, isEnabled: boolean): Promise<boolean> {
  const { exchange, account, symbol } = key;
  const text = `New entries of ${accountKeyText(key)} in ${symbol} were switched off by hand; \`breakwater entries on ${exchange} ${account} ${symbol}\` lets them in again.`;
  const [row] = await database.run<{ is_known: boolean; is_changed: boolean }>(SWITCH_SYMBOL_ENTRIES, [exchange, account, symbol, isEnabled, `entries-off.${symbolKeyText(key)}`, text]);
  if (!row?.is_known) throw new Error(`The account ${accountKeyText(key)} has no row to switch; register it first.`);
  return row.is_changed;
}
