import { planWave, symbolKeyText, type Verdict } from '@breakwater/core';
import type { Ports } from './ports.ts';

/**
 * Works a wave off as far as it can be now: ranks and filters its signals, hands the best to the entry workers, takes
 * from the reserve what is needed, and ends it once every signal has an outcome. Called again after each outcome; a
 * restart or a twin continues where it stopped.
 */
export async function processWave(ports: Ports, waveId: string): Promise<Verdict> {
  const wave = await ports.store.readWave(waveId);
  if (wave === null) return { type: 'give_up', reason: `no wave ${waveId} is in the database` };
  if (wave.status === 'finished') return { type: 'skip', reason: 'the wave is finished' };
  const plan = planWave(wave.signals, new Set(wave.takenKeys), wave.ageMs, wave.policy);
  await ports.store.recordWaveProgress(waveId, plan);
  const picked = new Set(plan.selectedIds);
  for (const signal of wave.signals) {
    const isWaiting = picked.has(signal.id) || (signal.isSelected && signal.outcome === 'pending');
    // A lost wake-up is found by the sweeper: the selection stands in the database.
    if (isWaiting) await ports.jobs.enqueueEntry(signal.key).catch((error: unknown) => ports.log.warn('queue_unreachable', { key: symbolKeyText(signal.key), error: String(error) }));
  }
  ports.log.info('wave_processed', { waveId, selected: plan.selectedIds.length, outcomes: plan.outcomes.length, isFinished: plan.isFinished });
  return { type: 'done', summary: plan.isFinished ? 'the wave is finished' : `${plan.selectedIds.length} signals selected` };
}
