import type { Database, Statement } from '../connect.ts';

const BATCH = 1_000;

/**
 * Retention: removes messages that are older than `$1` milliseconds, but none that a webhook still wants and has not got. A
 * webhook that no worker has in its configuration any more wants none. Remembers how far it went, so that a reader that comes
 * back later than that is told.
 */
const FORGET_OUTCOMES: Statement = {
  name: 'forget_outcomes',
  text: `
WITH old AS MATERIALIZED (
  SELECT m.id, m.sequence FROM outcome_message m
   WHERE m.sequence IS NOT NULL AND m.at < clock_timestamp() - $1::bigint * interval '1 millisecond'
     AND (NOT m.is_owed OR m.delivered_at IS NOT NULL
          OR NOT EXISTS (SELECT FROM outcome_webhook h WHERE h.source IN (m.source, 'default') AND h.wanted_until > clock_timestamp()))
   ORDER BY m.sequence LIMIT ${BATCH}
), gone AS (
  DELETE FROM outcome_message m USING old WHERE m.id = old.id RETURNING m.sequence
), noted AS (
  UPDATE outcome_order SET forgotten = GREATEST(forgotten, (SELECT max(sequence) FROM gone)) WHERE EXISTS (SELECT FROM gone)
)
SELECT count(*)::integer AS count FROM gone`,
};

/** Removes them, and says how many. */
export async function forgetOutcomes(database: Database, keepMs: number): Promise<number> {
  for (let count = 0; ; ) {
    const [row] = await database.run<{ count: number }>(FORGET_OUTCOMES, [keepMs]);
    count += row?.count ?? 0;
    if ((row?.count ?? 0) < BATCH) return count;
  }
}
