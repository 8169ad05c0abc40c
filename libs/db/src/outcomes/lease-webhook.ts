import type { Database, Statement } from '../connect.ts';
import { toMs } from '../statements/insert-rows.ts';

/** Whether this process may push to a destination now. */
export type WebhookLease =
  | { readonly type: 'leased'; readonly failures: number; /** The destination failed, and is left alone for so long; 0 when it may be tried. */ readonly retryInMs: number }
  | { readonly type: 'busy' };

/** Longer than a fleet is stopped over a weekend: what is settled meanwhile is owed too. */
const WANTED_DAYS = 7;

/**
 * One deliverer a destination: the row is given to who holds it already, or to anybody once its time has passed on the
 * database's clock. The holder may still be paused with a request under way: then a message comes twice, never not at all.
 */
const LEASE_WEBHOOK: Statement = {
  name: 'lease_webhook',
  text: `
WITH leased AS (
  INSERT INTO outcome_webhook AS h (source, wanted_until, holder, lease_until)
  VALUES ($1::text, clock_timestamp() + interval '${WANTED_DAYS} days', $2::uuid, clock_timestamp() + $3::integer * interval '1 millisecond')
  ON CONFLICT (source) DO UPDATE SET wanted_until = EXCLUDED.wanted_until, holder = EXCLUDED.holder, lease_until = EXCLUDED.lease_until
   WHERE h.holder = $2::uuid OR h.lease_until <= clock_timestamp()
  RETURNING failures, ${toMs('retry_at')} - ${toMs('clock_timestamp()')} AS retry_in_ms
)
SELECT failures, GREATEST(0, retry_in_ms)::text AS ms FROM leased`,
};

/** Gives it back, so that another one need not wait. */
const RELEASE_WEBHOOK: Statement = {
  name: 'release_webhook',
  text: `UPDATE outcome_webhook SET holder = NULL, lease_until = clock_timestamp() WHERE source = $1::text AND holder = $2::uuid`,
};

/** Takes a destination for `leaseMs`, or keeps it; registers it when nobody has yet, from when on messages are owed to it. */
export async function leaseWebhook(database: Database, source: string, holder: string, leaseMs: number): Promise<WebhookLease> {
  const [row] = await database.run<{ failures: number; ms: string | null }>(LEASE_WEBHOOK, [source, holder, leaseMs]);
  if (row !== undefined) return { type: 'leased', failures: row.failures, retryInMs: Number(row.ms ?? 0) };
  return { type: 'busy' };
}

/** Puts it down, if it is held. */
export async function releaseWebhook(database: Database, source: string, holder: string): Promise<void> {
  await database.run(RELEASE_WEBHOOK, [source, holder]);
}
