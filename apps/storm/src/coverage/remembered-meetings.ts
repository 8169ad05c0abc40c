import { readFileSync, writeFileSync } from 'node:fs';
import type { SeedReport } from '../report/run-range.ts';

const file = new URL('../../coverage-seeds.json', import.meta.url);

/** Seeds that met pairs of fault and state which the rest of the range of CI did not, when that was last looked for. */
export function meetingSeeds(): readonly number[] {
  return JSON.parse(readFileSync(file, 'utf8')) as number[];
}

/** Remembers these seeds instead of those before. */
export function rememberMeetings(seeds: readonly number[]): void {
  writeFileSync(file, `${JSON.stringify(seeds.toSorted((a, b) => a - b))}\n`);
}

/** Few of the storms, told by their reports, that meet between them all of these pairs that any of them met: always the one next that meets most. */
export function chooseMeetings(reports: readonly SeedReport[], pairs: readonly string[]): number[] {
  const wanted = new Set(pairs);
  const met = reports.map(({ seed, pairs: counted }) => ({ seed, pairs: counted.map(([pair]) => pair).filter((pair) => wanted.has(pair)) }));
  const chosen: number[] = [];
  for (;;) {
    const gains = met.map(({ seed, pairs: own }) => ({ seed, own, gain: own.filter((pair) => wanted.has(pair)).length }));
    const best = gains.reduce((a, b) => (b.gain > a.gain ? b : a), { seed: 0, own: [] as string[], gain: 0 });
    if (best.gain === 0) return chosen;
    chosen.push(best.seed);
    for (const pair of best.own) wanted.delete(pair);
  }
}
