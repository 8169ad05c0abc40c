import { fromWaveFactsJson, type SymbolKey, type WaveFactsJson, type WavePolicy } from '@breakwater/core';
import type { WaveRecord } from '@breakwater/engine';
import type { Database, Statement } from '../connect.ts';
import { toMs } from './insert-rows.ts';
import { SIGNAL_JSON, type SignalJson, toSignalRecord } from './signal-json.ts';

/** The wave's ledger from one snapshot. Its signals are those that it brought first; a repeated one belongs to the wave before. */
const READ_WAVE: Statement = {
  name: 'read_wave',
  text: `
SELECT w.id, w.source, w.external_id, w.status, w.policy, w.facts, ${toMs('clock_timestamp()')} - ${toMs('w.at')} AS age_ms,
       COALESCE((SELECT json_agg(${SIGNAL_JSON} ORDER BY s.rank, s.external_id) FROM signal s WHERE s.wave_id = w.id AND s.action = 'open'), '[]') AS signals,
       COALESCE((SELECT json_agg(DISTINCT concat_ws('.', p.exchange, p.account, p.symbol, p.leg))
                   FROM signal s
                   JOIN position p ON p.exchange = s.exchange AND p.account = s.account AND p.symbol = s.symbol AND p.leg = s.leg AND p.status <> 'closed'
                   LEFT JOIN signal o ON o.id = p.signal_id
                  WHERE s.wave_id = w.id AND s.action = 'open' AND o.wave_id IS DISTINCT FROM w.id), '[]') AS taken_keys,
       COALESCE((SELECT json_agg(DISTINCT jsonb_build_object('exchange', s.exchange, 'account', s.account, 'symbol', s.symbol))
                   FROM signal s WHERE s.wave_id = w.id AND s.action <> 'open' AND s.outcome = 'pending'), '[]') AS wished_keys
  FROM wave w WHERE w.id = $1::uuid`,
};

interface WaveRow {
  readonly id: string;
  readonly source: string;
  readonly external_id: string;
  readonly status: WaveRecord['status'];
  readonly policy: WavePolicy;
  readonly facts: WaveFactsJson;
  readonly age_ms: string;
  readonly signals: readonly SignalJson[];
  readonly taken_keys: readonly string[];
  readonly wished_keys: readonly SymbolKey[];
}

/** A wave with its signals, ranked ones first; null if there is none of that id. */
export async function readWave(database: Database, waveId: string): Promise<WaveRecord | null> {
  const [row] = await database.run<WaveRow>(READ_WAVE, [waveId]);
  if (row === undefined) return null;
  return {
    id: row.id,
    source: row.source,
    externalId: row.external_id,
    status: row.status,
    policy: row.policy,
    ageMs: Number(row.age_ms),
    signals: row.signals.map(toSignalRecord),
    takenKeys: row.taken_keys,
    facts: fromWaveFactsJson(row.facts),
    wishedKeys: row.wished_keys,
  };
}
