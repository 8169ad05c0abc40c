import { type SignalOutcome, type SignalRecord } from './signal.ts';
import { positionKeyText } from './key.ts';

export interface WaveLimits {
  /** How many positions the wave may open. */
  readonly open: number;
  readonly stopList: readonly string[];
  readonly signalAgeMsMax: number;
}

export interface WavePlan {
  /** 1 for the best; every signal has one, also those that are skipped. */
  readonly ranks: readonly { readonly signalId: string; readonly rank: number }[];
  /** Signals that go to the entry workers now, best first. */
  readonly selectedIds: readonly string[];
  readonly outcomes: readonly { readonly signalId: string; readonly outcome: Exclude<SignalOutcome, 'pending'>; readonly reason: string }[];
  /** Every signal has an outcome. */
  readonly isFinished: boolean;
}

/**
 * Which signals of a wave are worked on now, and what became of the others, with a reason for each.
 *
 * The best N by score are opened; one that is skipped or fails is replaced from the reserve, in order; what is left
 * once N stand is skipped as over the limit. It depends on nothing but its arguments, and more outcomes only ever lead
 * to more picks further down the same ranking: so two workers that look at the same wave, even at different moments,
 * never open more than N.
 */
export function planWave(signals: readonly SignalRecord[], takenKeys: ReadonlySet<string>, ageMs: number, limits: WaveLimits): WavePlan {
  const ranked = [...signals].sort(byScore);
  const ranks = ranked.map((signal, index) => ({ signalId: signal.id, rank: index + 1 }));
  const outcomes: { signalId: string; outcome: Exclude<SignalOutcome, 'pending'>; reason: string }[] = [];
  const selectedIds: string[] = [];
  const claimedKeys = new Set<string>();
  let standing = 0;
  for (const signal of ranked) {
    const key = positionKeyText(signal.key);
    if (signal.outcome === 'pending' && !signal.isSelected) {
      const why = whySkipped(signal, key, claimedKeys, takenKeys, ageMs, limits);
      if (why) {
        outcomes.push({ signalId: signal.id, ...why });
        continue;
      }
      if (standing >= limits.open) {
        // It stays in reserve while one ahead of it may still fail.
        continue;
      }
      selectedIds.push(signal.id);
    }
    if (holdsPlace(signal) || selectedIds.includes(signal.id)) {
      standing += 1;
      claimedKeys.add(key);
    }
  }
  const isSettled = ranked.every((signal) => !holdsPlace(signal) || signal.outcome === 'opened');
  if (selectedIds.length > 0 || !isSettled) return { ranks, selectedIds, outcomes, isFinished: false };
  const decided = new Set(outcomes.map((outcome) => outcome.signalId));
  for (const signal of ranked) {
    if (signal.outcome === 'pending' && !decided.has(signal.id)) {
      outcomes.push({ signalId: signal.id, outcome: 'skipped_limit', reason: `the wave's ${limits.open} positions are open` });
    }
  }
  return { ranks, selectedIds, outcomes, isFinished: true };
}

/** Whether the signal takes one of the wave's places: it stands, or may still come to stand. */
function holdsPlace(signal: SignalRecord): boolean {
  return signal.outcome === 'opened' || signal.outcome === 'unknown' || (signal.outcome === 'pending' && signal.isSelected);
}

function whySkipped(
  signal: SignalRecord,
  key: string,
  claimedKeys: ReadonlySet<string>,
  takenKeys: ReadonlySet<string>,
  ageMs: number,
  limits: WaveLimits,
): { outcome: 'skipped_duplicate' | 'skipped_filter'; reason: string } | null {
  if (limits.stopList.includes(signal.key.symbol)) return { outcome: 'skipped_filter', reason: `${signal.key.symbol} is on the stop list` };
  if (ageMs > limits.signalAgeMsMax) return { outcome: 'skipped_filter', reason: `the signal is ${ageMs} ms old, at most ${limits.signalAgeMsMax} are allowed` };
  if (takenKeys.has(key)) return { outcome: 'skipped_duplicate', reason: `a position is live on ${key}` };
  if (claimedKeys.has(key)) return { outcome: 'skipped_duplicate', reason: `a better signal of this wave is for ${key}` };
  return null;
}

/** Higher scores first; ties by the sender's id, so that every worker ranks alike. */
function byScore(a: SignalRecord, b: SignalRecord): number {
  return b.score.cmp(a.score) || (a.externalId < b.externalId ? -1 : 1);
}
