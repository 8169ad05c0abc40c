import { code, counted, numberText, table, wantedZero } from './markdown.ts';
import { recordsOf, type RunRecord } from './run-record.ts';
import { argumentsCell, missing, seenCell, seenLine } from './section.ts';

/** What shows that the proof would notice: guards taken away, small changes to the core; and all orders of a small world. */
export function renderGuards(records: readonly RunRecord[]): string {
  return ['## Guards taken away', '', renderMutants(records), '## Small changes to the core', '', renderMutation(records), '## All orders of a small world', '', renderExhaustive(records)].join('\n');
}

function renderMutants(records: readonly RunRecord[]): string {
  const runs = recordsOf(records, 'mutants');
  if (runs.length === 0) return `${missing('mutants')}\n`;
  return [
    'One guard of the fleet is taken away at a time, and a named promise must break in a storm at each venue where the guard matters: a guard that nobody misses is not watched.',
    '',
    ...runs.flatMap((record) => {
      const { mutants, caught, survivors, caughtBy } = record.result;
      return [
        `**${numberText(caught)} of ${numberText(mutants)} caught.**${survivors.length === 0 ? '' : ` Survived: ${survivors.map(code).join(', ')}.`} ${seenLine(record)}`,
        '',
        table(['promise', 'guards that it misses'], [...promisesOf(caughtBy)].map(([promise, names]) => [promise, names.map(code).join(', ')])),
        '',
      ];
    }),
  ].join('\n');
}

/** By promise, the mutants that it caught; one that two promises caught stands at both. */
function promisesOf(caughtBy: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, readonly string[]> {
  const pairs = Object.entries(caughtBy).flatMap(([name, promises]) => promises.map((promise) => ({ name, promise })));
  const groups = [...Map.groupBy(pairs, ({ promise }) => promise)].map(([promise, found]) => [promise, found.map(({ name }) => name).toSorted()] as const);
  return new Map(groups.toSorted(([a], [b]) => a.localeCompare(b, 'en', { numeric: true })));
}

function renderMutation(records: readonly RunRecord[]): string {
  const runs = recordsOf(records, 'mutation');
  if (runs.length === 0) return `${missing('mutation')}\n`;
  return [
    'A mutation tester ([StrykerJS](https://stryker-mutator.io)) turns comparisons round, leaves conditions out, empties texts; the tests of libs/core alone must notice each.',
    '',
    ...runs.flatMap((record) => {
      const { files, mutants, caught, scorePercent, survivors } = record.result;
      return [
        `**${numberText(caught)} of ${numberText(mutants)} changes caught, ${scorePercent} %.** ${seenLine(record)}`,
        '',
        table(['file', 'changes', 'caught', 'survived', 'no test comes by'], files.map((file) => [code(file.file), file.mutants, file.caught, file.survived, file.uncovered])),
        '',
        ...(survivors.length === 0 ? [] : ['Survivors:', '', ...survivors.map((survivor) => `- ${code(survivor)}`), '']),
      ];
    }),
  ].join('\n');
}

function renderExhaustive(records: readonly RunRecord[]): string {
  const runs = recordsOf(records, 'exhaustive');
  if (runs.length === 0) return `${missing('exhaustive')}\n`;
  const rows = runs.map((record) => {
    const { states, schedules, depth, violations, seconds } = record.result;
    return [argumentsCell(record), states, schedules, depth, wantedZero(violations), counted(Math.round(seconds), 'second'), seenCell(record)];
  });
  return ['One key and two workers, and every order of their calls with at most two faults ([simulation.md](simulation.md)).', '', table(['`npm run storm:exhaustive --`', 'states', 'schedules', 'longest', 'violations', 'took', 'seen'], rows), ''].join('\n');
}
