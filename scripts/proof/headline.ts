import { counted, numberText } from './markdown.ts';
import { latestOf, recordsOf, type RunRecord } from './run-record.ts';
import { countFalseRepairs, sumChaos, sumStorms } from './sums.ts';

/** The main figures, one a line: name and value. What was not run is not there. README and the head of the page show them. */
export function headline(records: readonly RunRecord[]): readonly (readonly [name: string, value: string])[] {
  const storms = sumStorms(records);
  const chaos = sumChaos(records);
  const [mutants, mutation, protect, streams] = [latestOf(records.filter(isOfAllMutants), 'mutants'), latestOf(records, 'mutation'), latestOf(records, 'protect'), latestOf(records, 'streams')];
  const worlds = recordsOf(records, 'exhaustive').map(({ result }) => result);
  const lines: (readonly [string, string] | null)[] = [
    storms && ['storms', `${counted(storms.seeds - storms.seedsTwice, 'seed')}, ${counted(storms.simulatedHours, 'simulated hour')}, ${counted(storms.faults, 'fault')} of ${counted(storms.faultsByKind.size, 'kind')}: ${counted(storms.violations, 'violation')}`],
    mutants === undefined ? null : ['guards taken away', `${numberText(mutants.result.caught)} of ${numberText(mutants.result.mutants)} noticed by a named promise`],
    worlds.length === 0 ? null : ['all orders of small worlds', `${counted(worlds.reduce((sum, { states }) => sum + states, 0), 'state')}: ${counted(worlds.reduce((sum, { violations }) => sum + violations, 0), 'violation')}`],
    chaos && ['chaos', `${counted(chaos.minutes, 'minute')}, ${counted(chaos.kills, 'kill')} (${numberText(chaos.killsDuringIntent)} during a request), ${counted(chaos.lies, 'lie')}: ${counted(chaos.violations, 'violation')}`],
    protect === undefined ? null : ['a fill without its stop', `p50 ${numberText(protect.result.bareMs.p50)} ms, p99 ${numberText(protect.result.bareMs.p99)} ms, with the exchange ${numberText(protect.result.exchangeMs)} ms away (a bare client: p50 ${numberText(protect.result.floorMs.bare.p50)} ms)`],
    streams === undefined ? null : ['a close by hand is booked', `p50 ${numberText(streams.result.p50Ms)} ms, p99 ${numberText(streams.result.p99Ms)} ms after it`],
    storms === null && chaos === null ? null : ['false repairs', numberText(countFalseRepairs(records))],
    mutation === undefined ? null : ['small changes to the core', `${mutation.result.scorePercent} % of ${numberText(mutation.result.mutants)} noticed by its tests`],
  ];
  return lines.filter((line) => line !== null);
}

/** A run of some mutants alone says nothing of all guards. */
function isOfAllMutants({ command }: RunRecord): boolean {
  return !/--(?:only|table)\b/.test(command);
}
