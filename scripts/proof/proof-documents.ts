import fs from 'node:fs';
import path from 'node:path';
import { repositoryFolder } from '../check/repository-folder.ts';
import { drawBareTime } from './draw-bare-time.ts';
import { headline } from './headline.ts';
import { readRuns } from './read-runs.ts';
import { renderProof } from './render-proof.ts';
import { latestOf, type RunRecord } from './run-record.ts';

const BEGIN = '<!-- proof: the figures below are written by `npm run proof` -->';
const END = '<!-- proof: end -->';

/** What is made from the runs that are kept, by path from the root of the clone: the page, its picture, and README with its figures. */
export function proofDocuments(records: readonly RunRecord[] = readRuns()): readonly (readonly [file: string, text: string])[] {
  const protect = latestOf(records, 'protect');
  const readme = fs.readFileSync(path.join(repositoryFolder, 'README.md'), 'utf8');
  return [
    ['docs/proof.md', renderProof(records)],
    ...(protect === undefined ? [] : [['docs/proof/bare-time.svg', drawBareTime(protect)] as const]),
    ['README.md', fillFigures(readme, records)],
  ];
}

/** README with the figures between its markers. Throws one sentence when the markers are gone. */
export function fillFigures(readme: string, records: readonly RunRecord[]): string {
  const [from, to] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`README.md has lost the place of its figures: put "${BEGIN}" and "${END}" into it, each on a line of its own.`);
  const figures = headline(records).map(([name, value]) => `- ${name}: ${value}`);
  return [readme.slice(0, from) + BEGIN, '', ...figures, '', readme.slice(to)].join('\n');
}
