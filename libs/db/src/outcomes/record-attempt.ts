import type { Database, Statement } from '../connect.ts';
import { isRoutedTo, type WebhookRoute, routeValues } from './webhook-route.ts';

/** The page of a destination that does not take its messages. */
const subjectOf = (source: string): string => `outcome-webhook.${source}`;

/**
 * A message has arrived. True whoever holds the destination meanwhile. What failed before is over for the destination; its page
 * is settled once nothing else of it has failed.
 */
const RECORD_DELIVERED: Statement = {
  name: 'record_delivered',
  text: `
WITH told AS (
  UPDATE outcome_message SET delivered_at = clock_timestamp(), attempts = attempts + 1, retry_at = NULL, problem = NULL
   WHERE message_id = $3::uuid AND delivered_at IS NULL
), mended AS (
  UPDATE outcome_webhook SET failures = 0, retry_at = NULL, problem = NULL WHERE source = $1::text AND failures > 0
)
UPDATE page SET acknowledged_at = clock_timestamp()
 WHERE subject = $4::text AND acknowledged_at IS NULL
   AND NOT EXISTS (SELECT FROM outcome_message m
                    WHERE m.is_owed AND m.delivered_at IS NULL AND m.first_failed_at IS NOT NULL AND m.message_id <> $3::uuid AND ${isRoutedTo('m')})`,
};

/**
 * A message did not arrive, or nobody can tell: it is sent again, for ever. Its wave waits; and unless the receiver refused this
 * message alone (`$4`), the whole destination does. So a message at which a receiver breaks cannot hold up the other waves:
 * the next attempt is at one of those. Once it has failed for long enough, a human hears of it (I12).
 */
const RECORD_FAILED: Statement = {
  name: 'record_failed',
  text: `
WITH clock AS MATERIALIZED (
  SELECT clock_timestamp() AS now
), failed AS (
  UPDATE outcome_message m
     SET attempts = m.attempts + 1, first_failed_at = COALESCE(m.first_failed_at, c.now), problem = $6::text, retry_at = c.now + $5::integer * interval '1 millisecond'
    FROM clock c
   WHERE m.message_id = $3::uuid AND m.delivered_at IS NULL
  RETURNING m.first_failed_at, c.now
), paused AS (
  UPDATE outcome_webhook h SET failures = h.failures + 1, retry_at = c.now + $11::integer * interval '1 millisecond', problem = $6::text
    FROM clock c
   WHERE h.source = $1::text AND h.holder = $2::uuid AND NOT $4::boolean AND h.failures = $10::integer
)
INSERT INTO page (id, subject, text)
SELECT gen_random_uuid(), $7::text, $8::text FROM failed WHERE now - first_failed_at >= $9::bigint * interval '1 millisecond'
ON CONFLICT (subject) WHERE acknowledged_at IS NULL DO UPDATE SET raised_count = page.raised_count + 1, text = EXCLUDED.text`,
};

/** How one attempt at a message failed. */
export interface FailedAttempt {
  /** In words, without any secret. */
  readonly problem: string;
  /** Whether the receiver refused this very message, so that only its wave waits. */
  readonly isOfMessage: boolean;
  readonly retryInMs: number;
  /** Likewise of the destination. */
  readonly pauseMs: number;
  /** Of the destination, as the lease told: several messages that fail at once are one failure of it. */
  readonly failuresBefore: number;
  /** For how long a message must have failed before a human hears of it, and what is said then. */
  readonly pageAfterMs: number;
  readonly pageText: string;
}

/** Writes that a message has arrived at its destination. */
export async function recordDelivered(database: Database, route: WebhookRoute, messageId: string): Promise<void> {
  await database.run(RECORD_DELIVERED, [...routeValues(route), messageId, subjectOf(route.source)]);
}

/** Writes why it has not, and when it is tried again. */
export async function recordFailed(database: Database, source: string, holder: string, messageId: string, failed: FailedAttempt): Promise<void> {
  const { isOfMessage, retryInMs, problem, pageText, pageAfterMs, failuresBefore, pauseMs } = failed;
  await database.run(RECORD_FAILED, [source, holder, messageId, isOfMessage, Math.round(retryInMs), problem, subjectOf(source), pageText, pageAfterMs, failuresBefore, Math.round(pauseMs)]);
}
