import type { Database, Statement } from '../connect.ts';

/** The page about a receiver that does not take its pages: for the others, and for the screens. */
const subjectOf = (receiver: string): string => `page-receiver.${receiver}`;
/** After so many attempts in a row the others hear that this receiver hears nothing. */
const FAILURES_UNTIL_PAGE = 5;

/**
 * The receiver has taken it. It is told again after `$3` milliseconds, unless this was the news that it is over (`$4`). What is
 * told of the receiver itself is over, too, unless another page still fails to reach it.
 */
const RECORD_TOLD: Statement = {
  name: 'record_page_told',
  text: `
WITH clock AS MATERIALIZED (
  SELECT clock_timestamp() AS now
), told AS (
  UPDATE page_telling SET told_count = told_count + 1, told_at = now, failures = 0, problem = NULL, leased_until = now,
         next_at = now + $3::bigint * interval '1 millisecond', settled_at = CASE WHEN $4::boolean THEN now END
    FROM clock WHERE page_id = $1::uuid AND receiver = $2::text
), about_it AS (
  SELECT q.id FROM page q
   WHERE q.subject = $5::text AND q.acknowledged_at IS NULL
     AND NOT EXISTS (SELECT FROM page_telling t JOIN page p ON p.id = t.page_id
                      WHERE t.receiver = $2::text AND t.page_id <> $1::uuid AND t.failures >= ${FAILURES_UNTIL_PAGE} AND p.acknowledged_at IS NULL AND p.subject <> $5::text)
)
UPDATE page SET delivered_at = CASE WHEN id = $1::uuid THEN COALESCE(delivered_at, now) ELSE delivered_at END,
       acknowledged_at = CASE WHEN id IN (SELECT id FROM about_it) THEN now ELSE acknowledged_at END
  FROM clock
 WHERE id = $1::uuid AND delivered_at IS NULL OR id IN (SELECT id FROM about_it)`,
};

/** It has not, or nobody can tell: it is tried again, for ever. */
const RECORD_UNTOLD: Statement = {
  name: 'record_page_untold',
  text: `
WITH clock AS MATERIALIZED (
  SELECT clock_timestamp() AS now
), failed AS (
  UPDATE page_telling SET failures = failures + 1, problem = $3::text, leased_until = now, next_at = now + $4::bigint * interval '1 millisecond'
    FROM clock WHERE page_id = $1::uuid AND receiver = $2::text
  RETURNING failures
)
INSERT INTO page (id, subject, text)
SELECT gen_random_uuid(), $5::text, $6::text FROM failed WHERE failures >= ${FAILURES_UNTIL_PAGE}
ON CONFLICT (subject) WHERE acknowledged_at IS NULL DO UPDATE SET raised_count = page.raised_count + 1, text = EXCLUDED.text`,
};

/** Writes that a receiver took a page; `isOver`: it heard that it was acknowledged. It hears of it again after `againInMs`. */
export async function recordPageTold(database: Database, pageId: string, receiver: string, againInMs: number, isOver: boolean): Promise<void> {
  await database.run(RECORD_TOLD, [pageId, receiver, againInMs, isOver, subjectOf(receiver)]);
}

/** Writes why it did not, in words without any secret, and when it is tried again. After five times the others are told `pageText`. */
export async function recordPageUntold(database: Database, pageId: string, receiver: string, problem: string, retryInMs: number, pageText: string): Promise<void> {
  await database.run(RECORD_UNTOLD, [pageId, receiver, problem, Math.round(retryInMs), subjectOf(receiver), pageText]);
}
