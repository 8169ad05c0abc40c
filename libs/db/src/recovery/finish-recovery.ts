import type { AccountKey } from '@breakwater/core';
import type { AccountEntries, RecoveryFinished } from '@breakwater/engine';
import type { Database, Statement } from '../connect.ts';
import { GENERATION_NOW, IDENTITY } from '../statements/identity.ts';
import { OWN } from './own-accounts.ts';

/** Books and exchange agree on the account, as far as this recovery goes. */
const MARK_AGREED: Statement = {
  name: 'mark_agreed',
  text: `UPDATE account SET recovered_at = clock_timestamp(), updated_at = clock_timestamp() WHERE exchange = $1::exchange AND account = $2::text AND entries_before_recovery IS NOT NULL`,
};

/** Says that books and exchange agree on an account. */
export async function markAgreed(database: Database, { exchange, account }: AccountKey): Promise<void> {
  await database.run(MARK_AGREED, [exchange, account]);
}

/**
 * The end of a recovery, checked where it is written: every account agreed, no signal of the time before is without an outcome, and no
 * request of it is without an answer, but on keys that were set aside for a person. From here on these are the books of this database,
 * and entries are on again where they were on, or where a person has asked for it since.
 */
const FINISH_RECOVERY: Statement = {
  name: 'finish_recovery',
  text: `
WITH books_row AS MATERIALIZED (
  SELECT b.recovery_began_at, b.fenced_until FROM books b WHERE b.id = 1 AND b.recovery_began_at IS NOT NULL AND b.recovery_identity = ${IDENTITY} FOR UPDATE
), left_over AS MATERIALIZED (
  SELECT (SELECT string_agg(a.exchange || '.' || a.account, ', ' ORDER BY a.exchange, a.account) FROM account a JOIN ${OWN} USING (exchange, account) WHERE a.recovered_at IS NULL) AS disagreeing,
         (SELECT count(*) FROM signal s JOIN ${OWN} USING (exchange, account) WHERE s.action = 'open' AND s.created_at <= b.recovery_began_at
             -- What became of its entry was written down by whoever had sent it, where the row of it is lost.
             AND (s.outcome = 'pending' OR (s.outcome = 'unknown' AND NOT EXISTS (SELECT FROM position p WHERE p.signal_id = s.id)))) AS signals,
         (SELECT count(*) FROM intent i JOIN ${OWN} USING (exchange, account) JOIN claim c USING (exchange, account, symbol)
           WHERE i.outcome IN ('open', 'unknown') AND i.created_at <= b.fenced_until AND c.quarantined_at IS NULL) AS intents
    FROM books_row b
), go AS MATERIALIZED (
  SELECT FROM left_over WHERE disagreeing IS NULL AND signals = 0 AND intents = 0
), opened AS (
  UPDATE account a
     SET entries_enabled = a.entries_before_recovery, entries_off_at = CASE WHEN a.entries_before_recovery THEN NULL ELSE a.entries_off_at END,
         entries_before_recovery = NULL, recovered_at = NULL, updated_at = clock_timestamp()
    FROM go, ${OWN}
   WHERE a.exchange = own.exchange AND a.account = own.account AND a.entries_before_recovery IS NOT NULL
  RETURNING a.exchange, a.account, a.entries_enabled
), ended AS (
  UPDATE books b SET identity = ${IDENTITY}, recovery_began_at = NULL, recovery_identity = NULL, fenced_until = NULL, generation_floor = ${GENERATION_NOW}
    FROM go, (SELECT count(*) AS accounts FROM opened) o WHERE b.id = 1 AND o.accounts >= 0
), heard AS (
  UPDATE page p SET acknowledged_at = clock_timestamp() FROM go WHERE p.subject LIKE 'books-restored.%' AND p.acknowledged_at IS NULL
)
SELECT EXISTS (SELECT FROM go) AS is_finished, l.disagreeing, l.signals::integer, l.intents::integer,
       COALESCE((SELECT json_agg(json_build_object('exchange', o.exchange, 'account', o.account, 'entriesEnabled', o.entries_enabled, 'entriesAfter', o.entries_enabled) ORDER BY o.exchange, o.account) FROM opened o), '[]') AS accounts
  FROM (SELECT) AS always LEFT JOIN left_over l ON true`,
};

interface FinishedRow {
  readonly is_finished: boolean;
  readonly disagreeing: string | null;
  readonly signals: number | null;
  readonly intents: number | null;
  readonly accounts: readonly AccountEntries[];
}

/** Ends the recovery if everything is settled; otherwise says what is not, and changes nothing. */
export async function finishRecovery(database: Database, accounts: readonly AccountKey[]): Promise<RecoveryFinished> {
  const own = accounts.map(({ exchange, account }) => ({ exchange, account }));
  const [row] = await database.run<FinishedRow>(FINISH_RECOVERY, [JSON.stringify(own)]);
  if (row?.is_finished) return { type: 'finished', accounts: row.accounts };
  return { type: 'unfinished', why: whyNot(row), mayPass: row?.signals != null && row.disagreeing === null };
}

function whyNot(row: FinishedRow | undefined): string {
  if (row?.signals == null) return 'no recovery is under way in this database any more';
  if (row.disagreeing !== null) return `books and exchange do not agree on ${row.disagreeing} yet`;
  if (row.signals > 0) return `${row.signals} signals of the time before have no outcome yet`;
  return `${row.intents} requests of the time before have no answer yet`;
}
