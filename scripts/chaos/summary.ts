import type { Tally } from './deeds/tally.ts';
import type { Rest } from './judge/come-to-rest.ts';
import type { Violation } from './judge/violation.ts';
import type { PaperState } from './world/hand.ts';
import { ownId } from './judge/violation.ts';
import type { ChaosOptions } from './options.ts';

/** The last line of a run. */
export interface Summary {
  minutes: number;
  seed: number;
  kills: number;
  killsDuringIntent: number;
  pauses: number;
  pausesDuringIntent: number;
  flushes: number;
  restarts: number;
  cuts: number;
  lies: number;
  waves: number;
  /** Entries of ours that the exchange accepted. */
  entries: number;
  violations: number;
  byPromise: Record<string, number>;
  calmDifferences: number;
  /** null: they never agreed. */
  agreedAfterMs: number | null;
  /** Milliseconds, over every interval in which any position of the account was not covered. */
  bareMs: { p50: number; p99: number; max: number };
  bareIntervals: number;
  /** Keys that were set aside with a page. */
  quarantined: number;
  /** Workers that ended although nobody had killed them. */
  endedByThemselves: number;
}

export interface Outcome {
  readonly tally: Tally;
  readonly state: PaperState;
  readonly violations: readonly Violation[];
  readonly rest: Rest;
  readonly quarantined: number;
  readonly endedByThemselves: number;
}

/** Puts a run into figures. */
export function summarise({ minutes, seed }: ChaosOptions, { tally, state, violations, rest, quarantined, endedByThemselves }: Outcome): Summary {
  const [account] = state.accounts;
  const { kills, killsDuringIntent, pauses, pausesDuringIntent, flushes, restarts, cuts, lies, waves } = tally;
  const bare = account.bare.flatMap(({ intervals, bareSince }) => [...intervals.map(({ from, to }) => to - from), ...(bareSince === null ? [] : [state.nowMs - bareSince])]).toSorted((a, b) => a - b);
  return {
    ...{ minutes, seed, kills, killsDuringIntent, pauses, pausesDuringIntent, flushes, restarts, cuts, lies, waves },
    entries: account.acceptedEntries.filter(({ clientOrderId }) => ownId.exec(clientOrderId)?.[1] === 'e').length,
    violations: violations.length,
    byPromise: Object.fromEntries([...Map.groupBy(violations, ({ promise }) => promise)].map(([promise, found]) => [promise, found.length])),
    calmDifferences: rest.differences.length,
    agreedAfterMs: rest.agreedAfterMs,
    bareMs: { p50: percentile(bare, 50), p99: percentile(bare, 99), max: bare.at(-1) ?? 0 },
    bareIntervals: bare.length,
    ...{ quarantined, endedByThemselves },
  };
}

/** Where the longest bare time was, for whoever wants to know why: the judge's times are the exchange's. */
export function longestBare({ accounts: [account], nowMs }: PaperState): string | null {
  const all = account.bare.flatMap(({ symbol, intervals, bareSince }) => [...intervals, ...(bareSince === null ? [] : [{ from: bareSince, to: nowMs }])].map(({ from, to }) => ({ symbol, from, ms: to - from })));
  const [longest] = all.toSorted((a, b) => b.ms - a.ms);
  return longest === undefined ? null : `${longest.symbol} for ${longest.ms} ms from ${new Date(longest.from).toISOString().slice(11, 23)} on`;
}

/** The value that so many per cent of all do not exceed; 0 of none. */
export function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0;
}
