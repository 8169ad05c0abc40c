import type { ExchangeId } from '@breakwater/core';
import { promises } from '../checkers/checker.ts';
import { reachableVenuePairs } from '../coverage/reachable-pairs.ts';
import type { SeedReport } from './run-range.ts';

/** All that a run came to, added up. */
export interface Summary {
  seeds: number;
  steps: number;
  simulatedMs: number;
  readonly faults: Map<string, number>;
  readonly pairs: Map<string, number>;
  readonly violations: SeedReport[];
}

/** Nothing run yet. */
export function createSummary(): Summary {
  return { seeds: 0, steps: 0, simulatedMs: 0, faults: new Map(), pairs: new Map(), violations: [] };
}

/** Adds what some seeds came to. */
export function addReports(summary: Summary, reports: readonly SeedReport[]): void {
  for (const report of reports) {
    summary.seeds += 1;
    summary.steps += report.steps;
    summary.simulatedMs += report.simulatedMs;
    if (report.violation !== null) summary.violations.push(report);
    for (const [name, count] of report.faults) summary.faults.set(name, (summary.faults.get(name) ?? 0) + count);
    for (const [name, count] of report.pairs) summary.pairs.set(name, (summary.pairs.get(name) ?? 0) + count);
  }
}

/** The pairs of fault and state that could have been met at these venues and were not, each venue by itself. */
export function missedPairs(summary: Summary, exchanges: readonly ExchangeId[]): readonly string[] {
  return reachableVenuePairs(exchanges).filter((pair) => !summary.pairs.has(pair));
}

/** The one line that a run at these venues ends with. */
export function renderJson(summary: Summary, seconds: number, exchanges: readonly ExchangeId[]): string {
  const reachable = reachableVenuePairs(exchanges);
  const byPromise = Object.fromEntries([...promises, 'bug' as const].map((promise) => [promise, summary.violations.filter(({ violation }) => violation?.promise === promise).length]));
  return JSON.stringify({
    seeds: summary.seeds,
    steps: summary.steps,
    simulatedHours: Math.round(summary.simulatedMs / 36_000) / 100,
    violations: summary.violations.length,
    byPromise,
    faults: [...summary.faults.values()].reduce((sum, count) => sum + count, 0),
    faultsByKind: Object.fromEntries([...summary.faults].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    pairsReachable: reachable.length,
    pairsHit: reachable.length - missedPairs(summary, exchanges).length,
    seconds: Math.round(seconds * 10) / 10,
  });
}
