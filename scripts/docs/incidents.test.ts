import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { mutants } from '../../apps/storm/src/mutants/table/all.ts';
import { repositoryFolder } from '../check/repository-folder.ts';
import { blank } from '../tidy/blank.ts';
import type { NamedTest } from './incidents/incident.ts';
import { replays } from './incidents/replays.ts';
import { FAILURE_MODES, renderIncidents } from './render-incidents.ts';

const read = (file: string): string => fs.readFileSync(path.join(repositoryFolder, file), 'utf8');

/** Whether a file of tests has the words in a text of its own: in a comment, or as code, they name no test. */
function isNamed([file, name]: NamedTest): boolean {
  if (!/\.test\.ts$|^libs\/testing\/src\/conformance\//.test(file) || !fs.existsSync(path.join(repositoryFolder, file))) return false;
  const text = read(file);
  const [code, withTexts] = [blank(text, true), blank(text, false)];
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    if (withTexts.startsWith(name, at) && code.slice(at, at + name.length).trim() === '') return true;
  }
  return false;
}

test('docs/incidents.md says what the tables say (`npm run docs` writes it)', () => {
  expect(read('docs/incidents.md')).toBe(renderIncidents());
});

test('all 43 failure modes and all 17 replays are there, and each names tests that exist', () => {
  expect([FAILURE_MODES.length, replays.length]).toEqual([43, 17]);
  expect([...FAILURE_MODES, ...replays].filter(({ tests }) => tests.length === 0)).toEqual([]);
  expect([...FAILURE_MODES, ...replays].flatMap(({ tests }) => tests).filter((one) => !isNamed(one))).toEqual([]);
});

test('a name in a comment, in another file, or in a file that holds no tests is no test', () => {
  const own = 'scripts/docs/incidents.test.ts';
  // Words that stand in a comment alone.
  expect(isNamed([own, ['Words that stand', 'in a comment alone'].join(' ')])).toBe(false);
  expect(isNamed([own, 'a name in a comment, in another file'])).toBe(true);
  expect(isNamed(['scripts/docs/discrepancies.test.ts', 'a name in a comment, in another file'])).toBe(false);
  expect(isNamed(['scripts/docs/render-incidents.ts', '# Incidents'])).toBe(false);
});

test('every mutant is in the table, and was caught at each venue that has its guard', () => {
  const caught = JSON.parse(read('apps/storm/mutant-seeds.json')) as Record<string, Record<string, number>>;
  const named = FAILURE_MODES.flatMap((mode) => mode.mutants ?? []);
  expect(named.length).toBeGreaterThan(40);
  const isCaught = (name: string): boolean => mutants.some((mutant) => mutant.name === name && (mutant.venues ?? ['binance', 'bybit']).every((venue) => caught[name]?.[venue] !== undefined));
  expect(named.filter((name) => !isCaught(name))).toEqual([]);
});

test('every promise is one of the twelve, and each of them forbids something', () => {
  expect([...new Set(FAILURE_MODES.flatMap(({ promises }) => promises))].toSorted((one, other) => one - other)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
});
