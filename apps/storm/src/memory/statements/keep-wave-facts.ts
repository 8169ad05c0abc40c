import { fromWaveFactsJson, NOTHING_READ, toWaveFactsJson, type WaveFacts } from '@breakwater/core';
import { atomically } from '../atomically.ts';
import type { Session } from '../session.ts';

/** Keeps what is not kept yet of what was read for a wave, and gives back all that is. */
export function keepWaveFacts({ books, guards }: Session, waveId: string, facts: WaveFacts): WaveFacts {
  const wave = books.waves.get(waveId);
  if (wave === undefined) return NOTHING_READ;
  const read = toWaveFactsJson(facts);
  const kept = { markets: guards.keptFacts(wave.facts.markets, read.markets), balances: guards.keptFacts(wave.facts.balances, read.balances) };
  atomically((writing) => writing.put(books.waves, waveId, { ...wave, facts: kept }));
  return fromWaveFactsJson(kept);
}
