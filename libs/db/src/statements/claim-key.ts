import type { SymbolKey } from '@breakwater/core';
import type { ClaimAttempt } from '@breakwater/engine';
import type { Database, Statement } from '../connect.ts';
import { untilFresh } from './held.ts';
import { toMs } from './insert-rows.ts';

/**
 * The fence, rule 1: takes a key if its fence has passed, and raises the epoch in the same act (I3).
 *
 * Race-free because ON CONFLICT DO UPDATE locks the row and asks its WHERE of the newest version: of any number of
 * callers, one finds the fence passed and moves it, and the others find it moved. Who loses changes nothing but the time
 * at which the key is due again; raising the epoch first and waiting then would let two workers depose each other for ever.
 *
 * `busy` takes the lock that `taken` has left (a row that fails its WHERE stays locked), so it reads the newest version
 * too. The due time is moved only if it is missing or too late: each new version of a claim's row makes its holder's next
 * statement run twice (held.ts). And it is not moved while a position of the key is bare by the books: whoever protects it looks again
 * after that, and a key that stays bare is due by itself (read-due-work.ts); so a fresh position is not looked at twice because
 * several workers woke for it. No row at all: the claim was made after this snapshot, and the statement is run again.
 */
const CLAIM_KEY: Statement = {
  name: 'claim_key',
  text: `
WITH taken AS (
  INSERT INTO claim AS c (exchange, account, symbol, epoch, holder, fence_until)
  VALUES ($1::exchange, $2::text, $3::text, 1, $4::uuid, clock_timestamp() + $5::bigint * interval '1 millisecond')
  ON CONFLICT (exchange, account, symbol) DO UPDATE
     SET epoch = c.epoch + 1, holder = EXCLUDED.holder, due_at = NULL,
         fence_until = clock_timestamp() + $5::bigint * interval '1 millisecond'
   WHERE c.fence_until <= clock_timestamp()
  RETURNING epoch
), busy AS MATERIALIZED (
  SELECT fence_until FROM claim
   WHERE exchange = $1::exchange AND account = $2::text AND symbol = $3::text AND NOT EXISTS (SELECT FROM taken)
     FOR UPDATE
), due AS (
  UPDATE claim SET due_at = claim.fence_until FROM busy
   WHERE exchange = $1::exchange AND account = $2::text AND symbol = $3::text
     AND (claim.due_at IS NULL OR claim.due_at > claim.fence_until)
     AND NOT EXISTS (SELECT FROM position p WHERE p.exchange = $1::exchange AND p.account = $2::text AND p.symbol = $3::text
                        AND p.status <> 'closed' AND p.bare_since IS NOT NULL)
)
SELECT (SELECT epoch FROM taken) AS epoch, (SELECT ${toMs('fence_until')} - ${toMs('clock_timestamp()')} FROM busy) AS free_in_ms`,
};

interface ClaimRow {
  readonly epoch: string | null;
  readonly free_in_ms: string | null;
}

/** Takes the key for `holder`, or says when it may be tried again. */
export function claimKey(database: Database, key: SymbolKey, holder: string, leaseMs: number): Promise<ClaimAttempt> {
  return untilFresh(async () => {
    const [row] = await database.run<ClaimRow>(CLAIM_KEY, [key.exchange, key.account, key.symbol, holder, Math.round(leaseMs)]);
    if (row?.epoch != null) return { type: 'claimed', claim: { key, epoch: row.epoch, holder } };
    if (row?.free_in_ms != null) return { type: 'busy', freeInMs: Math.max(1, Number(row.free_in_ms)) };
    return 'stale';
  });
}
