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
 * once N stand is skipped as over the limit. A second signal for the same key stays in reserve until it is known whether
 * the better one stands.
 *
 * Places are given down the ranking, and only an outcome that is *recorded* gives one up: what this plan merely finds
 * (a key that is taken just now) may look different to another worker, so its place is not given away before the next
 * look. Hence two workers that look at the same wave, even at different moments, never open more than N (I10).
 */
export function planWave(signals: readonly SignalRecord[], takenKeys: ReadonlySet<string>, ageMs: number, limits: WaveLimits): WavePlan {
  const ranked = [...signals].sort(byScore);
  const ranks = ranked.map((signal, index) => ({ signalId: signal.id, rank: index + 1 }));
  const outcomes: { signalId: string; outcome: Exclude<SignalOutcome, 'pending'>; reason: string }[] = [];
  const selectedIds: string[] = [];
  const reserve: SignalRecord[] = [];
  const holders = new Map(ranked.filter(holdsPlace).map((signal) => [positionKeyText(signal.key), signal]));
  let standing = ranked.filter(holdsPlace).length;
  for (const signal of ranked) {
    if (signal.outcome !== 'pending' || signal.isSelected) continue;
    const key = positionKeyText(signal.key);
    const better = holders.get(key);
    const why = whyFiltered(signal, ageMs, limits) ?? (better?.outcome === 'opened' ? { outcome: 'skipped_duplicate' as const, reason: `another signal of this wave opened ${key}` } : null);
    if (why !== null) {
      outcomes.push({ signalId: signal.id, ...why });
    } else if (better === undefined && standing < limits.open) {
      standing += 1;
      holders.set(key, signal);
      if (takenKeys.has(key)) outcomes.push({ signalId: signal.id, outcome: 'skipped_duplicate', reason: `a position is live on ${key}` });
      else selectedIds.push(signal.id);
    } else {
      reserve.push(signal);
    }
  }
  const isFull = ranked.filter((signal) => signal.outcome === 'opened').length >= limits.open;
  const isSettled = selectedIds.length === 0 && ranked.every((signal) => !holdsPlace(signal) || signal.outcome === 'opened');
  if (!isSettled || (reserve.length > 0 && !isFull)) return { ranks, selectedIds, outcomes, isFinished: false };
  for (const signal of reserve) outcomes.push({ signalId: signal.id, outcome: 'skipped_limit', reason: `the wave's ${limits.open} positions are open` });
  return { ranks, selectedIds, outcomes, isFinished: true };
}

/** Whether the signal takes one of the wave's places: it stands, or may still come to stand. */
function holdsPlace(signal: SignalRecord): boolean {
  return signal.outcome === 'opened' || signal.outcome === 'unknown' || (signal.outcome === 'pending' && signal.isSelected);
}

/** Why a signal is not worked on whoever looks; null when it may be. */
function whyFiltered(signal: SignalRecord, ageMs: number, limits: WaveLimits): { outcome: 'skipped_filter'; reason: string } | null {
  if (limits.stopList.includes(signal.key.symbol)) return { outcome: 'skipped_filter', reason: `${signal.key.symbol} is on the stop list` };
  if (ageMs > limits.signalAgeMsMax) return { outcome: 'skipped_filter', reason: `the signal is ${ageMs} ms old, at most ${limits.signalAgeMsMax} are allowed` };
  return null;
}

/** Higher scores first; ties by the sender's id, so that every worker ranks alike. */
function byScore(a: SignalRecord, b: SignalRecord): number {
  return b.score.cmp(a.score) || (a.externalId < b.externalId ? -1 : 1);
}
