import { argumentsOf, recordsOf, type RunRecord } from './run-record.ts';

/** The range that `npm run storm` takes when none is given: it begins with these seeds. */
const CI_RANGE = '1..500';

/** What all storms came to together. */
export interface StormSums {
  readonly runs: number;
  readonly seeds: number;
  /** Of those, how many stand in the range of another run of like settings, too. */
  readonly seedsTwice: number;
  readonly steps: number;
  readonly simulatedHours: number;
  readonly faults: number;
  readonly faultsByKind: ReadonlyMap<string, number>;
  readonly violations: number;
  readonly byPromise: ReadonlyMap<string, number>;
}

/** Adds all storms up; null when none is kept. */
export function sumStorms(records: readonly RunRecord[]): StormSums | null {
  const storms = recordsOf(records, 'storm');
  if (storms.length === 0) return null;
  const sum = (pick: (result: (typeof storms)[number]['result']) => number): number => storms.reduce((total, { result }) => total + pick(result), 0);
  return {
    runs: storms.length,
    ...{ seeds: sum(({ seeds }) => seeds), seedsTwice: countTwice(storms.map(({ command }) => command)), steps: sum(({ steps }) => steps) },
    simulatedHours: Math.round(sum(({ simulatedHours }) => simulatedHours) * 100) / 100,
    ...{ faults: sum(({ faults }) => faults), violations: sum(({ violations }) => violations) },
    faultsByKind: addUp(storms.map(({ result }) => result.faultsByKind)),
    byPromise: addUp(storms.map(({ result }) => result.byPromise)),
  };
}

/** What all chaos came to together; null when none is kept. */
export function sumChaos(records: readonly RunRecord[]) {
  const runs = recordsOf(records, 'chaos').map(({ result }) => result);
  if (runs.length === 0) return null;
  const sum = (pick: (result: (typeof runs)[number]) => number): number => runs.reduce((total, result) => total + pick(result), 0);
  return {
    runs: runs.length,
    minutes: sum(({ minutes }) => minutes),
    ...{ kills: sum(({ kills }) => kills), killsDuringIntent: sum(({ killsDuringIntent }) => killsDuringIntent), lies: sum(({ lies }) => lies) },
    ...{ violations: sum(({ violations }) => violations), calmDifferences: sum(({ calmDifferences }) => calmDifferences) },
  };
}

/** Acts and closes that nothing called for: what I6, I7 and I11 judge, and what a second pass changed. */
export function countFalseRepairs(records: readonly RunRecord[]): number {
  const promised = ['I6', 'I7', 'I11'];
  const broken = [...recordsOf(records, 'storm'), ...recordsOf(records, 'chaos')].flatMap(({ result }) => promised.map((promise) => result.byPromise[promise] ?? 0));
  const changes = recordsOf(records, 'sync').map(({ result: { repair } }) => repair.secondPassChanges);
  return [...broken, ...changes].reduce((sum, count) => sum + count, 0);
}

function addUp(counts: readonly Readonly<Record<string, number>>[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const one of counts) for (const [name, count] of Object.entries(one)) sums.set(name, (sums.get(name) ?? 0) + count);
  return new Map([...sums].toSorted(([a], [b]) => a.localeCompare(b, 'en', { numeric: true })));
}

/** How many seeds the commands name more than once with the same settings: a seed that was run twice is one storm. */
function countTwice(commands: readonly string[]): number {
  const ranges = commands.map((command) => {
    const words = argumentsOf(command);
    const [named, from, to] = /--seeds (\d+)\.\.(\d+)/.exec(words) ?? /(\d+)\.\.(\d+)/.exec(CI_RANGE) ?? [];
    return { settings: words.replace(named ?? '', '').trim(), from: Number(from), to: Number(to) };
  });
  return [...Map.groupBy(ranges, ({ settings }) => settings).values()].reduce((twice, alike) => twice + countOverlap(alike), 0);
}

function countOverlap(ranges: readonly { readonly from: number; readonly to: number }[]): number {
  let end = 0;
  let overlap = 0;
  for (const { from, to } of ranges.toSorted((a, b) => a.from - b.from)) {
    overlap += Math.max(0, Math.min(to, end) - from + 1);
    end = Math.max(end, to);
  }
  return overlap;
}
