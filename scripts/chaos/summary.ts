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
  /** Entries of ours that the exchanges accepted. */
  entries: number;
  violations: number;
  byPromise: Record<string, number>;
  calmDifferences: number;
  /** null: they never agreed. */
  agreedAfterMs: number | null;
  /** Milliseconds, over every interval in which any position of the accounts was not covered. */
  bareMs: { p50: number; p99: number; max: number };
  bareIntervals: number;
  /** Keys that were set aside with a page. */
  quarantined: number;
  /** Workers that ended although nobody had killed them. */
  endedByThemselves: number;
}

export interface Outcome {
  readonly tally: Tally;
  /** Of each exchange. */
  readonly states: readonly PaperState[];
  readonly violations: readonly Violation[];
  readonly rest: Rest;
  readonly quarantined: number;
  readonly endedByThemselves: number;
}

/** Puts a run into figures. */
export function summarise({ minutes, seed }: ChaosOptions, { tally, states, violations, rest, quarantined, endedByThemselves }: Outcome): Summary {
  const { kills, killsDuringIntent, pauses, pausesDuringIntent, flushes, restarts, cuts, lies, waves } = tally;
  const bare = states.flatMap(listBare).map(({ ms }) => ms).toSorted((a, b) => a - b);
  return {
    ...{ minutes, seed, kills, killsDuringIntent, pauses, pausesDuringIntent, flushes, restarts, cuts, lies, waves },
    entries: states.flatMap(({ accounts: [account] }) => account.acceptedEntries).filter(({ clientOrderId }) => ownId.exec(clientOrderId)?.[1] === 'e').length,
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
export function longestBare(states: readonly PaperState[]): string | null {
  const [longest] = states.flatMap(listBare).toSorted((a, b) => b.ms - a.ms);
  return longest === undefined ? null : `${longest.symbol} for ${longest.ms} ms from ${new Date(longest.from).toISOString().slice(11, 23)} on`;
}

/** Every interval in which a position was not covered, also one that goes on. */
function listBare({ accounts: [account], nowMs }: PaperState): readonly { readonly symbol: string; readonly from: number; readonly ms: number }[] {
  return account.bare.flatMap(({ symbol, intervals, bareSince }) => [...intervals, ...(bareSince === null ? [] : [{ from: bareSince, to: nowMs }])].map(({ from, to }) => ({ symbol, from, ms: to - from })));
}

/** The value that so many per cent of all do not exceed; 0 of none. */
export function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0;
}
