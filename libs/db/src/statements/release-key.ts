import type { Claim, Release } from '@breakwater/engine';
import type { Database, Statement } from '../connect.ts';
import { HELD, heldValues, untilFresh, WHY_NOT_HELD } from './held.ts';
import { releaseBody } from './record-facts.ts';

/**
 * The fence, rule 8: gives the key back, and lowers its fence no further than the last request that may still take effect.
 * Guarded by the claim (held.ts), in a snapshot that knows all intents of the key; a worker that was deposed changes nothing.
 */
const RELEASE_KEY: Statement = {
  name: 'release_key',
  text: `
WITH ${HELD},
released AS (
  UPDATE claim c
     SET holder = NULL,
         due_at = LEAST(c.due_at, f.at + (f.body->>'dueInMs')::bigint * interval '1 millisecond'),
         fence_until = GREATEST(f.at, (
           SELECT max(i.expires_at) FROM intent i
            WHERE i.exchange = f.exchange AND i.account = f.account AND i.symbol = f.symbol AND i.outcome IN ('open', 'unknown')))
    FROM held f
   WHERE c.exchange = f.exchange AND c.account = f.account AND c.symbol = f.symbol
)
SELECT ${WHY_NOT_HELD} AS result`,
};

/** Gives the key back, if it is still held; asks for attention after `dueInMs` if that is set. */
export async function releaseKey(database: Database, claim: Claim, release: Release): Promise<void> {
  const values = heldValues(claim, releaseBody(release));
  await untilFresh(async () => (await database.run<{ result: 'deposed' | 'stale' | null }>(RELEASE_KEY, values))[0]?.result ?? 'released');
}
