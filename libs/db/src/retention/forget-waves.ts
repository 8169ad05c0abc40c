import type pg from 'pg';

const BATCH = 200;

/** From now on no wave that was made before is taken in (accept-wave.ts). Commits before anything is removed: no wave is both removed and unknown. */
const MARK = `
UPDATE books SET waves_since = GREATEST(waves_since, clock_timestamp() - make_interval(months => $1::integer)) WHERE id = 1`;

/**
 * Waves that are over, with their signals, if no position, exit or question has come of any of them: what led to something is a part of the books,
 * and stays. Its outcome messages have a retention of their own (forget-outcomes.ts).
 */
const FORGET_WAVES = `
WITH old AS MATERIALIZED (
  SELECT w.id FROM wave w JOIN books b ON b.id = 1 AND w.at < b.waves_since
   WHERE w.status = 'finished'
     AND NOT EXISTS (SELECT FROM signal s WHERE s.wave_id = w.id
                        AND (s.outcome IN ('pending', 'unknown')
                             OR EXISTS (SELECT FROM position p WHERE p.signal_id = s.id) OR EXISTS (SELECT FROM "order" o WHERE o.wish_id = s.id)))
   ORDER BY w.at LIMIT ${BATCH}
   FOR UPDATE OF w SKIP LOCKED
), signals AS (
  DELETE FROM signal s USING old WHERE s.wave_id = old.id
), waves AS (
  DELETE FROM wave w USING old WHERE w.id = old.id RETURNING w.id
)
SELECT count(*)::integer AS count FROM waves`;

/** Removes waves that were made more than so many months ago, and says how many. */
export async function forgetWaves(client: pg.Client, months: number): Promise<number> {
  await client.query(MARK, [months]);
  for (let count = 0; ; ) {
    const { rows } = await client.query<{ count: number }>(FORGET_WAVES);
    count += rows[0]?.count ?? 0;
    if ((rows[0]?.count ?? 0) < BATCH) return count;
  }
}
