import { fromWaveFactsJson, NOTHING_READ, toWaveFactsJson, type WaveFacts, type WaveFactsJson } from '@breakwater/core';
import type { Database, Statement } from '../connect.ts';

/**
 * What was read for a wave, the first reading of each market and balance for good: the right side of `||` wins, and an update that
 * waited for another is done on what that one left. So whoever decides about the wave decides by the same figures.
 */
const KEEP_WAVE_FACTS: Statement = {
  name: 'keep_wave_facts',
  text: `
UPDATE wave
   SET facts = jsonb_build_object('markets', $2::jsonb->'markets' || (facts->'markets'), 'balances', $2::jsonb->'balances' || (facts->'balances'))
 WHERE id = $1::uuid
RETURNING facts`,
};

/** Keeps what is not kept yet, and gives back all that is; nothing of a wave that does not exist. */
export async function keepWaveFacts(database: Database, waveId: string, facts: WaveFacts): Promise<WaveFacts> {
  const [row] = await database.run<{ facts: WaveFactsJson }>(KEEP_WAVE_FACTS, [waveId, JSON.stringify(toWaveFactsJson(facts))]);
  return row === undefined ? NOTHING_READ : fromWaveFactsJson(row.facts);
}
