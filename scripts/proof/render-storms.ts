import { numberText, table, wantedZero } from './markdown.ts';
import { recordsOf, type RunRecord } from './run-record.ts';
import { argumentsCell, missing, seenCell } from './section.ts';
import { type StormSums, sumStorms } from './sums.ts';

/** Storms: one row a run, then the faults of all by kind. */
export function renderStorms(records: readonly RunRecord[]): string {
  const sums = sumStorms(records);
  if (sums === null) return `${missing('storm')}\n`;
  const rows = recordsOf(records, 'storm').map((record) => {
    const { seeds, steps, simulatedHours, faults, pairsHit, pairsReachable, violations } = record.result;
    return [argumentsCell(record), seeds, steps, simulatedHours, faults, `${numberText(pairsHit)} of ${numberText(pairsReachable)}`, wantedZero(violations), seenCell(record)];
  });
  const total = ['all', sums.seeds, sums.steps, sums.simulatedHours, sums.faults, '', wantedZero(sums.violations), ''];
  return [
    'The real engine under generated faults and virtual time, every promise judged after everything that happens ([simulation.md](simulation.md)). Met: pairs of a fault and the state of the fleet in which it struck,',
    'each venue by itself; the range of CI (no arguments) fails unless it meets all of them, other ranges meet what they meet.',
    '',
    table(['`npm run storm --`', 'seeds', 'happenings', 'simulated hours', 'faults', 'pairs met', 'violations', 'seen'], rows.length > 1 ? [...rows, total] : rows),
    '',
    ...(sums.seedsTwice === 0 ? [] : [`${numberText(sums.seedsTwice)} of these seeds stand in two of the ranges, so that ${numberText(sums.seeds - sums.seedsTwice)} are different storms.`, '']),
    brokenLine(sums),
    '',
    `### Faults by kind`,
    '',
    table(['done by', 'kinds', 'faults'], faultRows(sums)),
    '',
  ].join('\n');
}

function brokenLine({ byPromise }: StormSums): string {
  const broken = [...byPromise].filter(([, count]) => count > 0).map(([promise, count]) => `${promise} ${numberText(count)}`);
  return broken.length === 0 ? `No promise was broken: ${[...byPromise.keys()].filter((name) => name !== 'bug').join(', ')}.` : `**Broken: ${broken.join(', ')}.**`;
}

/** The first word of a fault's name says who does it. */
function faultRows({ faultsByKind }: StormSums): readonly (readonly (string | number)[])[] {
  const groups = Map.groupBy(faultsByKind, ([name]) => name.split(' ', 1)[0] ?? name);
  return [...groups].map(([doer, faults]) => {
    const kinds = faults.toSorted(([, a], [, b]) => b - a).map(([name, count]) => `${name.slice(doer.length).trim() || doer} ${numberText(count)}`);
    return [doer, kinds.join(' · '), faults.reduce((sum, [, count]) => sum + count, 0)];
  });
}
