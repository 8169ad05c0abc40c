import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { repositoryFolder } from '../check/repository-folder.ts';
import { DISCREPANCY_CLASSES } from './discrepancy-classes.ts';
import { renderDiscrepancies } from './render-discrepancies.ts';

const read = (file: string): string => fs.readFileSync(path.join(repositoryFolder, file), 'utf8');

test('docs/discrepancies.md says what the table says (`npm run docs` writes it)', () => {
  expect(read('docs/discrepancies.md')).toBe(renderDiscrepancies());
});

test('all 56 classes are there, and each names a test that exists', () => {
  expect(DISCREPANCY_CLASSES).toHaveLength(56);
  const missing = DISCREPANCY_CLASSES.flatMap(({ tests }) => tests).filter(([file, name]) => !fs.existsSync(path.join(repositoryFolder, file)) || !read(file).includes(name));
  expect(missing).toEqual([]);
  expect(DISCREPANCY_CLASSES.filter(({ tests }) => tests.length === 0).map(({ name }) => name)).toEqual([]);
});
