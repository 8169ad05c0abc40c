import type { AccountKey, ExchangeId } from '@breakwater/core';
import type { Database, Statement } from '../connect.ts';

/** Upper bounds, in milliseconds, of the classes into which finished bare times fall: the aim is 100, the alarm 1,000. */
export const BARE_MS_BOUNDS = [25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000] as const;

/** What the books say of the whole fleet, for metrics. */
export interface Figures {
  readonly positions: readonly { readonly status: string; readonly count: number }[];
  /** Positions that were protected, by how long they had been bare in all: counts up to and including each bound. */
  readonly bareTimes: { readonly upTo: readonly number[]; readonly count: number; readonly sumMs: number };
  /** Positions that are bare now, and for how long the first of them. */
  readonly bareNow: { readonly count: number; readonly oldestMs: number };
  readonly accounts: readonly AccountFigures[];
  /** Workers whose heartbeat is fresh, by role. */
  readonly workers: readonly { readonly role: string; readonly count: number }[];
  readonly unacknowledgedPages: number;
  readonly quarantinedKeys: number;
  readonly unansweredIntents: number;
  /** Outcome messages that a webhook is owed and has not got, and for how long the first of them. */
  readonly waitingOutcomes: { readonly count: number; readonly oldestMs: number };
}

export interface AccountFigures extends AccountKey {
  readonly entriesEnabled: boolean;
  /** The clock's passes over it. */
  readonly isSyncOn: boolean;
  /** Since the last pass over the whole account that found nothing different; null if there was none. */
  readonly agreedMsAgo: number | null;
}

/**
 * A look, without any lock. The classes of bare time are counted over all rows of position, so whoever asks often should
 * keep the answer for a while; everything else reads an index.
 */
const READ_FIGURES: Statement = {
  name: 'read_figures',
  text: `
WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS now)
SELECT json_build_object(
  'positions', (SELECT COALESCE(json_agg(p), '[]') FROM (SELECT status::text, count(*)::int FROM position WHERE status <> 'closed' GROUP BY status) p),
  'bareTimes', (SELECT json_build_object('upTo', json_build_array(${BARE_MS_BOUNDS.map((ms) => `count(*) FILTER (WHERE bare_ms <= ${ms})`).join(', ')}),
                                         'count', count(*), 'sumMs', COALESCE(sum(bare_ms), 0))
                  FROM position WHERE protected_at IS NOT NULL AND bare_since IS NULL),
  'bareNow', (SELECT json_build_object('count', count(*), 'oldestMs', COALESCE(GREATEST(0, round(1000 * extract(epoch FROM max(now - bare_since)))), 0))
                FROM position, clock WHERE bare_since IS NOT NULL AND status <> 'closed'),
  'accounts', (SELECT COALESCE(json_agg(json_build_object('exchange', a.exchange, 'account', a.account, 'entriesEnabled', a.entries_enabled, 'isSyncOn', a.sync_off_at IS NULL,
                                                          'agreedMsAgo', round(1000 * extract(epoch FROM now - r.at)))), '[]')
                 FROM account a CROSS JOIN clock LEFT JOIN LATERAL (
                   SELECT at FROM reconciliation_report r WHERE r.exchange = a.exchange AND r.account = a.account
                      AND r.symbol IS NULL AND r.findings = '[]' ORDER BY at DESC LIMIT 1) r ON true),
  'workers', (SELECT COALESCE(json_agg(w), '[]') FROM (
                SELECT role, count(*)::int FROM worker, clock
                 WHERE stopped_at IS NULL AND heartbeat_at > now - make_interval(secs => $1::integer / 1000.0) GROUP BY role) w),
  'unacknowledgedPages', (SELECT count(*) FROM page WHERE acknowledged_at IS NULL),
  'quarantinedKeys', (SELECT count(*) FROM claim WHERE quarantined_at IS NOT NULL),
  'unansweredIntents', (SELECT count(*) FROM intent WHERE outcome IN ('open', 'unknown')),
  'waitingOutcomes', (SELECT json_build_object('count', count(*), 'oldestMs', COALESCE(GREATEST(0, round(1000 * extract(epoch FROM max(now - at)))), 0))
                        FROM outcome_message m, clock
                       WHERE is_owed AND delivered_at IS NULL AND EXISTS (SELECT FROM outcome_webhook h WHERE h.source IN (m.source, 'default') AND h.wanted_until > now))
) AS figures`,
};

/** Reads them; a worker whose heartbeat is older than `heartbeatMsMax` does not count. */
export async function readFigures(database: Database, heartbeatMsMax: number): Promise<Figures> {
  const [row] = await database.run<{ figures: Figures & { accounts: { exchange: ExchangeId }[] } }>(READ_FIGURES, [heartbeatMsMax]);
  if (row === undefined) throw new Error('Postgres answered the question for the figures without a row');
  return row.figures;
}
