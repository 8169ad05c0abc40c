import { planWave, symbolKeyText, type Verdict, type WavePlan } from '@breakwater/core';
import type { Ports, WaveRecord } from './ports.ts';
import { readWaveFacts } from './read-wave-facts.ts';

/**
 * Works a wave off as far as it can be now: ranks and filters its signals, hands the best to the entry workers, takes
 * from the reserve what is needed, and ends it once every signal has an outcome. Called again after each outcome; a
 * restart or a twin continues where it stopped.
 */
export async function processWave(ports: Ports, waveId: string): Promise<Verdict> {
  const asked = new Set<string>();
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const wave = await ports.store.readWave(waveId);
    // Waves may be delivered to books that were set back since: their jobs are about nothing that is there.
    if (wave === null) return { type: 'skip', reason: `the books have no wave ${waveId}` };
    if (wave.status === 'finished') return { type: 'skip', reason: 'the wave is finished' };
    // Before the wave is marked as worked on: whoever finds it unmarked does this again.
    if (wave.status === 'received') await wakeExits(ports, wave);
    const planned = await planWithFacts(ports, wave, asked);
    const plan = { ...planned, isFinished: planned.isFinished && wave.wishedKeys.length === 0 };
    await ports.store.recordWaveProgress(waveId, plan);
    await wakeEntries(ports, wave, plan);
    ports.log.info('wave_processed', { waveId, selected: plan.selectedIds.length, outcomes: plan.outcomes.length, unread: plan.unread.length, isFinished: plan.isFinished });
    if (plan.isFinished) return { type: 'done', summary: 'the wave is finished' };
    // What was skipped just now may have freed a place for the reserve.
    if (plan.outcomes.length > 0) continue;
    if (plan.unread.length > 0) return { type: 'snooze', reason: `what the policy asks for could not be read of ${plan.unread.length} keys`, forMs: READ_AGAIN_MS };
    return { type: 'done', summary: `${plan.selectedIds.length} signals selected` };
  }
  return { type: 'snooze', reason: 'the sweeper goes on with the wave', forMs: 1_000 };
}

/** Each round gives at least one signal its outcome; the sweeper goes on with a wave that is longer. */
const ROUNDS_MAX = 20;
/** What could not be read is asked for again after so long, as long as the signals are young enough. */
const READ_AGAIN_MS = 1_000;

/**
 * The plan, with what the policy asks for read where it is missing: at most once a key and call. It is read for those that
 * have a place, and for as many of the reserve behind them, so that one that is skipped is replaced without another
 * look at the exchange. What is kept in the books counts, not what was read just now: two workers on one wave, and a restart,
 * judge by the same figures.
 */
async function planWithFacts(ports: Ports, wave: WaveRecord, asked: Set<string>): Promise<WavePlan> {
  const plan = planWave(wave.signals, new Set(wave.takenKeys), wave.ageMs, wave.policy, wave.facts);
  const needed = plan.unread.filter((key) => !asked.has(symbolKeyText(key)));
  if (needed.length === 0) return plan;
  const wanted = [...needed, ...plan.unreadReserve.filter((key) => !asked.has(symbolKeyText(key))).slice(0, needed.length)];
  for (const key of wanted) asked.add(symbolKeyText(key));
  const read = await readWaveFacts(ports, wave, wanted);
  if (read.markets.size + read.balances.size === 0) return plan;
  const facts = await ports.store.keepWaveFacts(wave.id, read);
  return planWave(wave.signals, new Set(wave.takenKeys), wave.ageMs, wave.policy, facts);
}

/**
 * Signals that exit compete for nothing and are worked on at once. A wake-up that is lost costs a second: the keys are due, and
 * what is wished for and not settled is work that the sweeper finds.
 */
async function wakeExits(ports: Ports, wave: WaveRecord): Promise<void> {
  for (const key of wave.wishedKeys) {
    await ports.store.makeDue(key, 0);
    await ports.jobs.enqueueProtection(key).catch((error: unknown) => ports.log.warn('queue_unreachable', { key: symbolKeyText(key), error: String(error) }));
  }
}

async function wakeEntries(ports: Ports, wave: WaveRecord, plan: WavePlan): Promise<void> {
  const picked = new Set(plan.selectedIds);
  for (const signal of wave.signals) {
    if (!picked.has(signal.id) && !(signal.isSelected && signal.outcome === 'pending')) continue;
    // A lost wake-up is found by the sweeper: the selection stands in the database.
    await ports.jobs.enqueueEntry(signal.key).catch((error: unknown) => ports.log.warn('queue_unreachable', { key: symbolKeyText(signal.key), error: String(error) }));
  }
}
