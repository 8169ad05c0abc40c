import type { Claim } from '@breakwater/engine';
import { invariant } from '@breakwater/core';

/**
 * The guard of every write under a claim (the fence, rules 1 and 3).
 *
 *   locked   the claim's row, if its epoch and its holder are still ours. FOR UPDATE: statements of one key run one after
 *            the other from here on, and one that had to wait has its conditions checked again on the row's newest version.
 *   seen     the version of that row in this statement's snapshot.
 *   held     one row if the two are the same version, else none.
 *
 * Why `seen`: a statement reads all other tables as they were when it began. If it then waited for the lock, the winner's
 * intents and answers are not in that snapshot, and a check such as "no request is unanswered" would pass on old news.
 * Every write under a claim makes a new version of the claim's row, so if the version that was locked is the one in the
 * snapshot, then nothing of the key has been written since the snapshot, and nothing can be while the lock is held: all
 * that the statement reads of this key is current. If not, it writes nothing, says `stale`, and is run again.
 *
 * Everything else in a statement must take its rows from `held` (or from what does): that, and not the order of the
 * text, makes Postgres lock first. MATERIALIZED: evaluated once. `held.at` is the statement's only clock, read after the lock.
 *
 * Parameters: $1 exchange, $2 account, $3 symbol, $4 epoch, $5 holder, $6 the body.
 */
export const HELD = `
  seen AS MATERIALIZED (
    SELECT xmin AS version FROM claim WHERE exchange = $1::exchange AND account = $2::text AND symbol = $3::text
  ),
  locked AS MATERIALIZED (
    SELECT exchange, account, symbol, xmin AS version FROM claim
     WHERE exchange = $1::exchange AND account = $2::text AND symbol = $3::text AND epoch = $4::bigint AND holder = $5::uuid
       FOR UPDATE
  ),
  held AS MATERIALIZED (
    SELECT locked.exchange, locked.account, locked.symbol, $6::jsonb AS body, clock_timestamp() AS at
      FROM locked JOIN seen USING (version)
  )`;

/** `deposed`, `stale` or null (held): to be asked first, before any other reason. */
export const WHY_NOT_HELD = `CASE WHEN NOT EXISTS (SELECT FROM locked) THEN 'deposed' WHEN NOT EXISTS (SELECT FROM held) THEN 'stale' END`;

/** The parameters of a statement that begins with {@link HELD}. */
export function heldValues(claim: Claim, body: unknown): unknown[] {
  return [claim.key.exchange, claim.key.account, claim.key.symbol, claim.epoch, claim.holder, JSON.stringify(body)];
}

/** Far more than ever happens: only another write of the same key, in the same millisecond, makes a statement stale. */
const TRIES_MAX = 100;

/** Runs a statement again for as long as its snapshot is older than its lock. */
export async function untilFresh<Result>(run: () => Promise<Result | 'stale'>): Promise<Result> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const result = await run();
    if (result !== 'stale') return result;
  }
  invariant(false, `a statement met another write of its row ${TRIES_MAX} times in a row`);
}
