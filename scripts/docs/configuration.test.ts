import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { repositoryFolder } from '../check/repository-folder.ts';
import { ENVIRONMENT_VARIABLES } from './environment-variables.ts';
import { renderConfiguration } from './render-configuration.ts';

const read = (file: string): string => fs.readFileSync(path.join(repositoryFolder, file), 'utf8');

test('docs/configuration.md says what the schema says (`npm run docs` writes it)', () => {
  expect(read('docs/configuration.md')).toBe(renderConfiguration());
});

test('every setting is described, and says what to write', () => {
  const rows = renderConfiguration().split('\n').filter((line) => line.startsWith('| `'));
  expect(rows.length).toBeGreaterThan(50);
  expect(rows.filter((row) => /\|\s*\|\s*[^|]*\|/.test(row.slice(0, row.lastIndexOf('|', row.length - 2) + 1)))).toEqual([]);
});

test('the variables are those that libs/config reads', () => {
  const folder = 'libs/config/src';
  const code = fs.readdirSync(path.join(repositoryFolder, folder)).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts')).map((file) => read(`${folder}/${file}`)).join('\n');
  const found = [...code.matchAll(/env\['([A-Z_]+)'\]|\(env, '([A-Z_]+)'/g)].map(([, first, second]) => first ?? second);
  const suffixes = [...code.matchAll(/accountVariable\(key, (?:[^)]*\? )?'([A-Z_]+)'(?: : '([A-Z_]+)')?/g)].flatMap(([, first, second]) => [first, second]).filter((suffix) => suffix !== undefined);
  const names = [...found, ...suffixes.map((suffix) => `BREAKWATER_<EXCHANGE>_<NAME>_${suffix}`), 'BREAKWATER_BOARD_PASSWORD', 'BREAKWATER_BOARD_TOKEN', 'BREAKWATER_INTAKE_TOKEN'];
  expect(ENVIRONMENT_VARIABLES.map(({ name }) => name).toSorted()).toEqual([...new Set(names)].toSorted());
});
