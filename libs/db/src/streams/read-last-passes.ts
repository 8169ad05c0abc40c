import type { AccountKey } from '@breakwater/core';
import type { Database, Statement } from '../connect.ts';
import { toMs } from '../statements/insert-rows.ts';

/** What a pass over an account found, as its report says. */
export interface PassOnRecord {
  /** Since its report was written, and since it began to look, on the database's clock. */
  readonly endedMsAgo: number;
  readonly beganMsAgo: number;
  /** Each difference that was to be looked into at once, in one word with its symbol; none that the books have with themselves, which no event could announce. */
  readonly differences: readonly string[];
}

/** A pass that read nothing compared nothing; a row that is too young to be judged (`inMs`) is no difference yet. */
const READ_LAST_PASSES: Statement = {
  name: 'read_last_passes',
  text: `
SELECT (${toMs('clock_timestamp()')} - ${toMs('at')})::text AS ended_ms_ago, duration_ms,
       ARRAY(SELECT concat_ws(' ', f->>'what', f->>'symbol') FROM jsonb_array_elements(findings) f WHERE f->>'inMs' = '0' AND f->>'what' NOT IN ('unsettled', 'duplicate')) AS differences
  FROM reconciliation_report
 WHERE exchange = $1::exchange AND account = $2::text AND symbol IS NULL AND at > clock_timestamp() - interval '1 day'
   AND NOT findings @> '[{"what":"unreadable"}]'
 ORDER BY at DESC LIMIT 2`,
};

/** The last two passes of the last day that could read the account, the newest first. */
export async function readLastPasses(database: Database, { exchange, account }: AccountKey): Promise<readonly PassOnRecord[]> {
  const rows = await database.run<{ ended_ms_ago: string; duration_ms: number; differences: string[] }>(READ_LAST_PASSES, [exchange, account]);
  return rows.map(({ ended_ms_ago, duration_ms, differences }) => ({ endedMsAgo: Number(ended_ms_ago), beganMsAgo: Number(ended_ms_ago) + duration_ms, differences }));
}
