import { type AccountKey, accountKeyText } from '@breakwater/core';
import type { RecoveryBegun } from '@breakwater/engine';
import type { Database, Statement } from '../connect.ts';
import { IDENTITY } from '../statements/identity.ts';
import { toMs } from '../statements/insert-rows.ts';
import { OWN } from './own-accounts.ts';

/** A heartbeat may never have named the database. */
const NAME_BOOKS: Statement = { name: 'name_books', text: `INSERT INTO books (id, identity) SELECT 1, ${IDENTITY} ON CONFLICT (id) DO NOTHING` };

/**
 * Books that were set back begin anew: entries off, every epoch beyond all that were ever given, every key free, fenced for as long as a
 * request of the time before may take effect, and due after that where somebody held it (I2, I3). All of it or nothing; what was begun in this very database goes
 * on instead, and changes nothing here.
 *
 * Epoch: microseconds since 1970. Epochs count up by one a claim, and a claim is a statement that is waited for, so no key is claimed once
 * a microsecond: an epoch of that size is beyond every epoch given since the last one of that size, whatever the books have lost. That
 * rests on the database's clock alone. Where the books themselves know of a greater one the clock is behind, and nothing is begun.
 *
 * A worker that still holds a claim of the time before is deposed, because the holder is gone and no epoch comes again. What was seen once
 * (the first of two reads) was seen before the gap, and is forgotten. A key that only signals, positions or orders name gets a claim as well.
 *
 * Of books that were put back every account is switched off, also those of other configurations: this recovery lets in those of its own at
 * its end, and each of the others waits for one that has it.
 *
 * Order of locks: the books' row, which makes two recoveries one; claims; accounts. The clock is read after each wait: whoever committed a
 * request before its claim was reached here has an expiry within the fence.
 */
const BEGIN_RECOVERY: Statement = {
  name: 'begin_recovery',
  text: `
WITH own AS MATERIALIZED (
  SELECT b.recovery_began_at IS NOT NULL AND b.recovery_identity = ${IDENTITY} AS is_continued, b.identity <> ${IDENTITY} AS are_restored FROM books b WHERE b.id = 1 FOR UPDATE
), epoch AS MATERIALIZED (
  SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS next,
         GREATEST((SELECT max(c.epoch) FROM claim c), (SELECT max(i.epoch) FROM intent i), 0) AS highest FROM own
), go AS MATERIALIZED (
  SELECT o.is_continued, o.are_restored, e.next FROM own o, epoch e WHERE o.is_continued OR e.next > e.highest
), raised AS (
  UPDATE claim c
     SET epoch = go.next, holder = NULL, sightings = '[]',
         fence_until = GREATEST(c.fence_until, clock_timestamp() + $2::bigint * interval '1 millisecond'),
         due_at = COALESCE(c.due_at, CASE WHEN c.holder IS NOT NULL THEN clock_timestamp() + $2::bigint * interval '1 millisecond' END)
    FROM go WHERE NOT go.is_continued
  RETURNING c.symbol
), added AS (
  INSERT INTO claim (exchange, account, symbol, epoch, fence_until)
  SELECT k.exchange, k.account, k.symbol, go.next, clock_timestamp() + $2::bigint * interval '1 millisecond'
    FROM go, (SELECT exchange, account, symbol FROM signal UNION SELECT exchange, account, symbol FROM position UNION SELECT exchange, account, symbol FROM "order") k
   WHERE NOT go.is_continued
  ON CONFLICT (exchange, account, symbol) DO NOTHING
  RETURNING symbol
), counted AS MATERIALIZED (
  SELECT (SELECT count(*) FROM raised) + (SELECT count(*) FROM added) AS claims
), switched AS (
  UPDATE account a
     SET entries_before_recovery = COALESCE(a.entries_before_recovery, a.entries_enabled), entries_enabled = false, recovered_at = NULL,
         entries_off_at = COALESCE(a.entries_off_at, clock_timestamp()), updated_at = clock_timestamp()
    FROM go, counted
   WHERE counted.claims >= 0
     AND ((go.are_restored AND NOT go.is_continued)
          OR EXISTS (SELECT FROM ${OWN} WHERE own.exchange = a.exchange AND own.account = a.account))
  RETURNING a.account
), ordered AS (
  -- Whoever reads outcomes goes on after the last one that was told before, and must not pass over those that are told from now on.
  UPDATE outcome_order o SET last = GREATEST(o.last, ${toMs('clock_timestamp()')}) FROM go WHERE NOT go.is_continued
), begun AS (
  UPDATE books b
     SET recovery_began_at = CASE WHEN go.is_continued THEN b.recovery_began_at ELSE clock_timestamp() END,
         recovery_identity = ${IDENTITY},
         fenced_until = CASE WHEN go.is_continued THEN b.fenced_until ELSE clock_timestamp() + $2::bigint * interval '1 millisecond' END
    FROM go, counted, (SELECT count(*) AS accounts FROM switched) s
   WHERE b.id = 1 AND counted.claims >= 0 AND s.accounts >= 0
  RETURNING b.recovery_began_at, ${toMs('b.fenced_until')} - ${toMs('clock_timestamp()')} AS fenced_for_ms
)
SELECT b.recovery_began_at AS began_at, b.fenced_for_ms, c.claims, go.is_continued, (e.highest - e.next) / 1000 AS behind_ms
  FROM epoch e LEFT JOIN go ON true LEFT JOIN begun b ON true LEFT JOIN counted c ON true`,
};

interface BegunRow {
  readonly began_at: Date | null;
  readonly fenced_for_ms: string | null;
  readonly claims: string | null;
  readonly is_continued: boolean | null;
  readonly behind_ms: string;
}

/** Begins a recovery of the books, or goes on with the one that is under way. `fenceMs`: the longest that a request lives. */
export async function beginRecovery(database: Database, accounts: readonly AccountKey[], fenceMs: number): Promise<RecoveryBegun> {
  await database.run(NAME_BOOKS, []);
  const own = accounts.map(({ exchange, account }) => ({ exchange, account }));
  const [row] = await database.run<BegunRow>(BEGIN_RECOVERY, [JSON.stringify(own), Math.ceil(fenceMs)]);
  if (row === undefined) throw new Error(`The books have lost the row that names their database, while the recovery of ${accounts.map(accountKeyText).join(', ')} began; begin it again.`);
  if (row.began_at === null) return { type: 'clock_behind', behindMs: Math.max(1, Number(row.behind_ms)) };
  return { type: 'begun', isContinued: row.is_continued === true, beganAt: row.began_at.toISOString(), fencedForMs: Number(row.fenced_for_ms), claims: Number(row.claims) };
}
