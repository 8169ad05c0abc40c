import { counted, table } from './markdown.ts';
import { FOUND_OTHERWISE, foundBySeeds } from './found-violations.ts';

/** What was broken and mended over the project's life, as far as it is kept. */
export function renderFound(): string {
  const seeds = foundBySeeds();
  const [ofTheStorm, ours] = [seeds.filter(({ isOfTheStorm }) => isOfTheStorm), seeds.filter(({ isOfTheStorm }) => !isOfTheStorm)];
  const rows = (found: typeof seeds) => found.map(({ seed, promise, lesson }) => [String(seed), promise ?? '', lesson]);
  return [
    `${counted(seeds.length, 'seed')} of the storm once broke a promise and ${seeds.length === 1 ? 'is' : 'are'} kept in \`apps/storm/seeds.txt\`: they run before every range. Of ${ofTheStorm.length} it is noted that the storm itself was at fault, its judge or a world that did what none`,
    `does; the other ${ours.length} are counted as the fault of the fleet or of the paper exchange. All are mended. A seed depends on the generator, so most of them are other storms by now; what each taught has a rule or a test that`,
    'stays. Early faults, mended before the first seed was kept, are not counted here.',
    '',
    table(['seed', 'promise', 'what was wrong'], rows(ours)),
    '',
    'Of the storm itself:',
    '',
    table(['seed', 'promise', 'what was wrong'], rows(ofTheStorm)),
    '',
    'Found otherwise, by chaos, beside a mutant or by reading, and held by tests since:',
    '',
    table(['promise', 'what was wrong'], FOUND_OTHERWISE.map(({ promises, what }) => [promises, what])),
    '',
  ].join('\n');
}
