import type { Database, Statement } from '../connect.ts';

/** A page as one receiver is to hear of it now. */
export interface DuePage {
  readonly id: string;
  readonly subject: string;
  readonly text: string;
  readonly exchange: string | null;
  readonly account: string | null;
  readonly symbol: string | null;
  /** ISO instants. */
  readonly raisedAt: string;
  readonly acknowledgedAt: string | null;
  readonly raisedCount: number;
  /** How often this receiver has been told of it, and how often in a row that failed. */
  readonly toldCount: number;
  readonly failures: number;
}

const ISO = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** What a telling (`t`) must be for somebody to take it up: free, and due; that it is over is told at once, unless that has failed. */
const isDue = (isAcknowledged: string, now: string): string => `t.settled_at IS NULL AND t.leased_until <= ${now}
     AND CASE WHEN ${isAcknowledged} THEN t.told_count > 0 AND (t.failures = 0 OR t.next_at <= ${now}) ELSE t.next_at <= ${now} END`;
const IS_ACKNOWLEDGED = 'EXISTS (SELECT FROM page WHERE id = t.page_id AND acknowledged_at IS NOT NULL)';

/**
 * Takes the oldest thing that a receiver is to hear for `$2` milliseconds: a page that nobody has acknowledged and of which it was not
 * told lately, or one that was acknowledged since it was told. One at a time, so that no attempt waits behind another until its lease is over. The row of the telling is checked again where it is written,
 * so of two who look at once one gets it. Whoever is paused for longer than the lease may tell it twice; nobody loses it.
 */
const CLAIM_PAGE_TELLING: Statement = {
  name: 'claim_page_telling',
  text: `
WITH clock AS MATERIALIZED (
  SELECT clock_timestamp() AS now
), due AS MATERIALIZED (
  SELECT p.id, true AS is_new, p.raised_at FROM page p
   WHERE p.acknowledged_at IS NULL AND NOT EXISTS (SELECT FROM page_telling t WHERE t.page_id = p.id AND t.receiver = $1::text)
  UNION ALL
  SELECT p.id, false, p.raised_at FROM page_telling t JOIN page p ON p.id = t.page_id CROSS JOIN clock
   WHERE t.receiver = $1::text AND ${isDue('p.acknowledged_at IS NOT NULL', 'now')}
  ORDER BY raised_at LIMIT 1
), claimed AS (
  INSERT INTO page_telling AS t (page_id, receiver, leased_until)
  SELECT id, $1::text, now + $2::integer * interval '1 millisecond' FROM due CROSS JOIN clock
  ON CONFLICT (page_id, receiver) DO UPDATE SET leased_until = EXCLUDED.leased_until
   WHERE ${isDue(IS_ACKNOWLEDGED, 'clock_timestamp()')}
  RETURNING t.page_id, t.told_count, t.failures
)
SELECT p.id, p.subject, p.text, p.exchange::text, p.account, p.symbol, ${ISO('p.raised_at')} AS "raisedAt", ${ISO('p.acknowledged_at')} AS "acknowledgedAt",
       p.raised_count AS "raisedCount", c.told_count AS "toldCount", c.failures
  FROM claimed c JOIN page p ON p.id = c.page_id`,
};

/** Takes up the oldest page that this receiver is to hear of now, for `leaseMs`. Null: there is none, or somebody else has just taken it. */
export async function claimPageTelling(database: Database, receiver: string, leaseMs: number): Promise<DuePage | null> {
  const [page] = await database.run<DuePage>(CLAIM_PAGE_TELLING, [receiver, leaseMs]);
  return page ?? null;
}
