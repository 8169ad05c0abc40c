import { percentile } from '../start/summary.ts';

/** What was measured of a set of positions, milliseconds, in no order. */
export interface Samples {
  entryMs: number[];
  bareMs: number[];
}

/** What is told of one figure, milliseconds. */
export interface Spread {
  p50: number;
  p99: number;
  max: number;
}

/** No samples yet. */
export const noSamples = (): Samples => ({ entryMs: [], bareMs: [] });

/** Adds MORE to SAMPLES. */
export function addSamples(samples: Samples, more: Samples): void {
  samples.entryMs.push(...more.entryMs);
  samples.bareMs.push(...more.bareMs);
}

/** Median, 99th percentile and greatest of VALUES; zeros when there are none. */
export function spreadOf(values: readonly number[]): Spread {
  return { p50: percentile(values, 0.5), p99: percentile(values, 0.99), max: percentile(values, 1) };
}

/** How many times as much as the floor, to two digits; null where the floor is zero. */
export function ratioOf(spread: Spread, floor: Spread): { p50: number | null; p99: number | null } {
  const divide = (value: number, by: number): number | null => (by === 0 ? null : Math.round((value / by) * 100) / 100);
  return { p50: divide(spread.p50, floor.p50), p99: divide(spread.p99, floor.p99) };
}
