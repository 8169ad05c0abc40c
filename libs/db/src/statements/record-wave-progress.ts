import type { WaveProgress } from '@breakwater/engine';
import { decimalText } from '@breakwater/core';
import type { Database, Statement } from '../connect.ts';
import { eventContext } from './event-context.ts';
import { untilFresh } from './held.ts';

/**
 * What became of a wave's signals, so far (I2, I10: orders of a wave).
 *
 * Guarded where it is written: a rank and a selection are given once, an outcome only over `pending`. The wave's row is
 * locked first and its version compared with the snapshot's, as a claim's is (held.ts), so that two jobs of one wave cannot
 * choose twice. Signals are also settled by whoever holds their key: one that changed since the snapshot (another version),
 * or that has a row already, gets no outcome here; the next pass sees what became of it. A wave is finished only if every
 * selected signal, and every one that exits, has an outcome, those of this statement included. A signal's size is kept with its selection.
 * Each outcome that is given here has its event (I9).
 */
const RECORD_WAVE_PROGRESS: Statement = {
  name: 'record_wave_progress',
  text: `
WITH seen AS MATERIALIZED (
  SELECT xmin AS version FROM wave WHERE id = $1::uuid
), locked AS MATERIALIZED (
  SELECT id, xmin AS version FROM wave WHERE id = $1::uuid FOR UPDATE
), held AS MATERIALIZED (
  SELECT id, clock_timestamp() AS at FROM locked JOIN seen USING (version)
), change AS MATERIALIZED (
  SELECT c.*, s.xmin AS version, EXISTS (SELECT FROM position p WHERE p.signal_id = s.id) AS has_row, s.outcome AS outcome_before
    FROM held h, jsonb_to_recordset($2::jsonb) AS c(id uuid, rank integer, is_selected boolean, notional numeric, outcome signal_outcome, reason text)
    JOIN signal s ON s.id = c.id
   -- What is wished for is settled by whoever holds its key, and by nobody else.
   WHERE s.wave_id = h.id AND s.action = 'open'
), changed AS (
  UPDATE signal s
     SET rank = COALESCE(s.rank, c.rank),
         selected_at = CASE WHEN c.is_selected AND s.outcome = 'pending' THEN COALESCE(s.selected_at, h.at) ELSE s.selected_at END,
         notional = CASE WHEN c.is_selected AND s.outcome = 'pending' AND s.selected_at IS NULL THEN COALESCE(s.notional, c.notional) ELSE s.notional END,
         outcome = CASE WHEN s.outcome = 'pending' AND NOT c.has_row THEN COALESCE(c.outcome, s.outcome) ELSE s.outcome END,
         reason = CASE WHEN s.outcome = 'pending' AND NOT c.has_row THEN COALESCE(c.reason, s.reason) ELSE s.reason END,
         outcome_at = CASE WHEN s.outcome = 'pending' AND NOT c.has_row AND c.outcome IS NOT NULL THEN h.at ELSE s.outcome_at END
    FROM change c, held h
   WHERE s.id = c.id AND s.xmin = c.version
  RETURNING s.id, s.outcome, s.selected_at, s.source, s.external_id, s.exchange, s.account, s.symbol, s.reason,
            c.outcome IS NOT NULL AND c.outcome_before = 'pending' AND NOT c.has_row AS is_settled
), new_event AS (
  INSERT INTO position_event (id, exchange, account, symbol, type, data, worker, job_id, correlation_id)
  SELECT gen_random_uuid(), c.exchange, c.account, c.symbol, 'signal_' || c.outcome,
         jsonb_build_object('source', c.source, 'signal', c.external_id, 'reason', c.reason)
           || CASE WHEN c.outcome = 'skipped_duplicate' THEN '{"caughtBy": "plan"}'::jsonb ELSE '{}' END,
         $4::jsonb->>'worker', $4::jsonb->>'jobId', $4::jsonb->>'correlationId'
    FROM changed c WHERE c.is_settled
), undecided AS MATERIALIZED (
  SELECT FROM signal s, held h
   WHERE s.wave_id = h.id AND s.outcome = 'pending' AND NOT EXISTS (SELECT FROM changed c WHERE c.id = s.id)
  UNION ALL
  SELECT FROM changed c WHERE c.outcome = 'pending'
), moved AS (
  -- Always a new version of the wave's row, for the sake of the comparison above.
  UPDATE wave w
     -- What comes late tells nothing new of a wave that is finished (I8).
     SET worked_at = CASE WHEN w.status = 'finished' THEN w.worked_at ELSE h.at END,
         status = CASE WHEN w.status = 'finished' OR ($3::boolean AND NOT EXISTS (SELECT FROM undecided)) THEN 'finished'::wave_status ELSE 'running' END,
         finished_at = CASE WHEN w.status = 'finished' THEN w.finished_at WHEN $3::boolean AND NOT EXISTS (SELECT FROM undecided) THEN h.at END
    FROM held h WHERE w.id = h.id
)
SELECT CASE WHEN EXISTS (SELECT FROM locked) AND NOT EXISTS (SELECT FROM held) THEN 'stale' ELSE 'recorded' END AS result`,
};

interface SignalChange {
  readonly id: string;
  readonly rank?: number;
  readonly is_selected?: boolean;
  readonly notional?: string;
  readonly outcome?: string;
  readonly reason?: string;
}

/** Writes ranks, selections and outcomes of a wave's signals, as far as the guards let them; finishes it if it may. */
export async function recordWaveProgress(database: Database, worker: string | null, waveId: string, progress: WaveProgress): Promise<void> {
  const changes = new Map<string, SignalChange>();
  const add = (change: SignalChange): void => void changes.set(change.id, { ...changes.get(change.id), ...change });
  for (const { signalId, rank } of progress.ranks) add({ id: signalId, rank });
  for (const signalId of progress.selectedIds) add({ id: signalId, is_selected: true });
  for (const { signalId, notional } of progress.sizes ?? []) add({ id: signalId, notional: decimalText(notional) });
  for (const { signalId, outcome, reason } of progress.outcomes) add({ id: signalId, outcome, reason });
  const values = [waveId, JSON.stringify([...changes.values()]), progress.isFinished, JSON.stringify(eventContext(worker))];
  await untilFresh(async () => (await database.run<{ result: 'recorded' | 'stale' }>(RECORD_WAVE_PROGRESS, values))[0]?.result ?? 'stale');
}
