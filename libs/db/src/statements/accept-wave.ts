import type { SignalOutcome } from '@breakwater/core';
import { decimalText } from '@breakwater/core';
import type { NewWish, WaveAcceptance, WaveSubmission } from '@breakwater/engine';
import type { Database, Statement } from '../connect.ts';
import { eventContext } from './event-context.ts';
import { untilFresh } from './held.ts';

/**
 * A wave and its signals, once, however often and by however many it is delivered (I2).
 *
 * Of two deliveries the unique index lets one insert; the other waits for it, inserts nothing, and if the winner is not
 * in its snapshot yet, it is run again and reads it. A signal that exists, of this sender and id, is the same signal even
 * in another wave: it is left as it is (DO UPDATE to its own value locks and returns its newest version, seen or not).
 * Signals go in one order, so that two waves that share some cannot wait for each other. A wave that is older than what the
 * books remember is not taken in: it may have been, and was removed since.
 */
const ACCEPT_WAVE: Statement = {
  name: 'accept_wave',
  text: `
WITH made AS MATERIALIZED (
  SELECT 'epoch'::timestamptz + $5::bigint * interval '1 millisecond' AS at
), forgotten AS MATERIALIZED (
  -- Whoever moves that instant waits for this wave, and this wave for whoever moves it.
  SELECT k.waves_since FROM (SELECT waves_since FROM books WHERE id = 1 FOR SHARE) k, made m WHERE k.waves_since > m.at
), new_wave AS (
  INSERT INTO wave (id, source, external_id, content_hash, policy, at)
  SELECT gen_random_uuid(), $1::text, $2::text, $3::text, $4::jsonb, m.at FROM made m WHERE NOT EXISTS (SELECT FROM forgotten)
  ON CONFLICT (source, external_id) DO NOTHING
  RETURNING id
), told AS (
  INSERT INTO signal AS s (id, wave_id, source, external_id, action, exchange, account, symbol, leg, side, score, notional, leverage, stop_rule,
                           quantity, fraction, may_loosen, covers_foreign)
  SELECT n.id, w.id, $1::text, n.external_id, n.action, n.exchange, n.account, n.symbol, n.leg, n.side, n.score, n.notional, n.leverage, n.stop_rule,
         n.quantity, n.fraction, COALESCE(n.may_loosen, false), COALESCE(n.covers_foreign, false)
    FROM new_wave w, jsonb_to_recordset($6::jsonb) AS n(id uuid, external_id text, action signal_action, exchange exchange, account text, symbol text, leg leg,
         side position_side, score numeric, notional numeric, leverage integer, stop_rule jsonb, quantity numeric, fraction numeric, may_loosen boolean,
         covers_foreign boolean)
   ORDER BY n.external_id
  ON CONFLICT (source, external_id) DO UPDATE SET external_id = s.external_id
  RETURNING s.external_id, s.outcome, s.wave_id, s.exchange, s.account, s.symbol
), new_event AS (
  -- A duplicate that its unique row caught.
  INSERT INTO position_event (id, exchange, account, symbol, type, data, worker, job_id, correlation_id)
  SELECT gen_random_uuid(), t.exchange, t.account, t.symbol, 'signal_skipped_duplicate',
         jsonb_build_object('source', $1::text, 'signal', t.external_id, 'reason', 'it came before, in another wave', 'caughtBy', 'unique_row'),
         $7::jsonb->>'worker', $7::jsonb->>'jobId', $7::jsonb->>'correlationId'
    FROM told t, new_wave w WHERE t.wave_id <> w.id
)
SELECT w.id, true AS is_new, NULL AS status, true AS is_same, NULL::timestamptz AS kept_since,
       COALESCE((SELECT json_agg(json_build_object('externalId', t.external_id, 'outcome', t.outcome) ORDER BY t.external_id)
                   FROM told t WHERE t.wave_id <> w.id), '[]') AS repeated
  FROM new_wave w
UNION ALL
SELECT id, false, status::text, content_hash = $3::text, NULL::timestamptz, '[]' FROM wave WHERE source = $1::text AND external_id = $2::text
UNION ALL
SELECT NULL, false, NULL, false, f.waves_since, '[]' FROM forgotten f WHERE NOT EXISTS (SELECT FROM wave WHERE source = $1::text AND external_id = $2::text)`,
};

interface WaveRow {
  /** null: it is older than what the books remember. */
  readonly id: string | null;
  readonly is_new: boolean;
  readonly status: string | null;
  readonly is_same: boolean;
  readonly kept_since: Date | null;
  readonly repeated: readonly { readonly externalId: string; readonly outcome: SignalOutcome }[];
}

function exitRow(exit: NewWish): Record<string, unknown> {
  return {
    id: exit.id,
    external_id: exit.externalId,
    action: exit.action,
    ...exit.key,
    leg: exit.leg,
    side: exit.side,
    stop_rule: exit.stopRule,
    quantity: exit.quantity === null ? null : decimalText(exit.quantity),
    fraction: exit.fraction === null ? null : decimalText(exit.fraction),
    may_loosen: exit.mayLoosen,
    covers_foreign: exit.coversForeign,
  };
}

/** Takes a wave in, or says that it is known; the same sender's id with other content is a conflict and changes nothing. */
export function acceptWave(database: Database, worker: string | null, wave: WaveSubmission): Promise<WaveAcceptance> {
  const entries = [...new Map(wave.signals.toReversed().map((signal) => [signal.externalId, signal])).values()].map((signal) => ({
    id: signal.id,
    external_id: signal.externalId,
    action: 'open',
    ...signal.key,
    side: signal.side,
    score: decimalText(signal.score),
    notional: signal.notional === null ? null : decimalText(signal.notional),
    leverage: signal.leverage,
    stop_rule: signal.stopRule,
  }));
  const taken = new Set(entries.map((entry) => entry.external_id));
  const exits = [...new Map((wave.exits ?? []).toReversed().map((exit) => [exit.externalId, exit])).values()].filter(({ externalId }) => !taken.has(externalId)).map(exitRow);
  const signals = [...entries, ...exits];
  const values = [wave.source, wave.externalId, wave.contentHash, JSON.stringify(wave.policy), Math.round(wave.atMs), JSON.stringify(signals), JSON.stringify(eventContext(worker))];
  return untilFresh(async () => {
    const [row] = await database.run<WaveRow>(ACCEPT_WAVE, values);
    if (row === undefined) return 'stale';
    if (row.id === null) return { type: 'forgotten', keptSince: row.kept_since?.toISOString() ?? '' };
    if (row.is_new) return { type: 'accepted', waveId: row.id, repeated: row.repeated };
    return row.is_same ? { type: 'already_known', waveId: row.id, status: row.status ?? 'received' } : { type: 'conflict', waveId: row.id };
  });
}
