import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { repositoryFolder } from '../check/repository-folder.ts';
import { renderProof } from './render-proof.ts';
import { fillFigures, proofDocuments } from './proof-documents.ts';
import { foundBySeeds } from './found-violations.ts';
import { headline } from './headline.ts';
import { readOutput } from './read-output.ts';
import { readRuns, recordFolder, writeRun } from './read-runs.ts';
import { fileNameOf, RUN_KINDS } from './run-record.ts';
import { sampleRecords } from './sample-records.ts';
import { countFalseRepairs, sumChaos, sumStorms } from './sums.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true });
});
function makeFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'breakwater-proof-'));
  folders.push(folder);
  return folder;
}
const [storm] = sampleRecords('storm');
const withRange = (range: string, changes: Partial<typeof storm.result> = {}) => ({ ...storm, command: `npm run storm -- --seeds ${range} --json`, result: { ...storm.result, ...changes } });

describe('what is kept in docs/proof', () => {
  test('fits the schema of its run, has the name of its command, and is told by the page, its picture and README as they are (`npm run proof` writes them)', () => {
    expect(fs.readdirSync(recordFolder).filter((file) => file.endsWith('.json'))).toHaveLength(readRuns().length);
    for (const [file, text] of proofDocuments()) expect(fs.readFileSync(path.join(repositoryFolder, file), 'utf8'), file).toBe(text);
  });

  test('comes back as it was written, and a run that is seen again takes the place of the one before', () => {
    const folder = makeFolder();
    for (const record of RUN_KINDS.flatMap(sampleRecords)) expect(fileNameOf(record)).toBe(writeRun(record, folder));
    expect(readRuns(folder)).toEqual(RUN_KINDS.flatMap(sampleRecords));
    writeRun({ ...storm, day: '2026-12-24' }, folder);
    expect(readRuns(folder).map(({ day }) => day)).toContain('2026-12-24');
    expect(readRuns(folder)).toHaveLength(RUN_KINDS.flatMap(sampleRecords).length);
  });

  test('is refused in one sentence when it is no record, or has the name of another', () => {
    const folder = makeFolder();
    fs.writeFileSync(path.join(folder, 'storm.json'), JSON.stringify({ ...storm, result: {} }));
    expect(() => readRuns(folder)).toThrow('storm.json is no record of a run');
    fs.writeFileSync(path.join(folder, 'storm.json'), JSON.stringify(storm));
    expect(() => readRuns(folder)).toThrow('of which the file is storm-seeds-1-20.json: rename it.');
  });
});

describe('the page', () => {
  const records = RUN_KINDS.flatMap(sampleRecords);

  test('claims nothing of what was not run', () => {
    expect(renderProof([]).match(/^No run of `npm run [\w:]+` is recorded\.$/gm)).toHaveLength(RUN_KINDS.length + 1); // costs and repairs are of one run
    expect(headline([])).toEqual([]);
    expect(renderProof(records)).not.toContain('is recorded.');
  });

  test('names the command, the day and the commit of each run, and says when the commit is not all', () => {
    const page = renderProof(records);
    for (const { command, day, commit } of records) {
      expect(page).toContain(command.replace(/^npm run \S+ -- /, '').replace(' --json', ''));
      expect(page).toContain(`${day}, ${commit}`);
    }
    expect(renderProof([{ ...storm, isChanged: true }])).toContain(`${storm.day}, ${storm.commit}, changed |`);
  });

  test('hides no violation, no survivor and no difference that was left', () => {
    const page = renderProof([
      withRange('21..40', { violations: 2, byPromise: { ...storm.result.byPromise, I6: 2 } }),
      ...sampleRecords('mutants').map((record) => ({ ...record, result: { ...record.result, survivors: ['no-epoch-check'] } })),
      ...sampleRecords('chaos').map((record) => ({ ...record, result: { ...record.result, calmDifferences: 4, agreedAfterMs: null } })),
    ]);
    expect(page).toContain('**Broken: I6 2.**');
    expect(page).toContain('Survived: `no-epoch-check`.');
    expect(page).toMatch(/\| \*\*4\*\* \| \*\*never\*\* \|/);
    expect(page).toContain('False repairs: **2**');
    expect(headline([withRange('21..40', { violations: 2 })])[0]?.[1]).toContain('2 violations');
  });

  test('has no headline of a run of some mutants alone', () => {
    const [some] = sampleRecords('mutants');
    expect(some.command).toContain('--only');
    expect(headline([some])).toEqual([]);
    expect(headline([{ ...some, command: 'npm run storm:mutants -- --json' }])).toEqual([['guards taken away', '1 of 1 noticed by a named promise']]);
  });

  test('gives README the figures that it has itself', () => {
    const figures = headline(records);
    const readme = fillFigures(fs.readFileSync(path.join(repositoryFolder, 'README.md'), 'utf8'), records);
    for (const [name, value] of figures) {
      expect(readme).toContain(`- ${name}: ${value}`);
      expect(renderProof(records)).toContain(`| ${name} | ${value} |`);
    }
    expect(fillFigures(readme, records)).toBe(readme);
    expect(() => fillFigures('# Breakwater', records)).toThrow('README.md has lost the place of its figures');
  });
});

describe('sums', () => {
  test('count a seed that stands in two ranges of like settings once', () => {
    const bybit = { ...withRange('1..20'), command: 'npm run storm -- --seeds 1..20 --venue bybit --json' };
    const ranges = [withRange('1..20'), withRange('11..30'), withRange('31..50'), bybit];
    expect(sumStorms(ranges)).toMatchObject({ runs: 4, seeds: 80, seedsTwice: 10, faults: 4 * storm.result.faults });
    expect(sumStorms([withRange('491..510'), { ...storm, command: 'npm run storm -- --json' }])).toMatchObject({ seedsTwice: 10 });
    expect(headline(ranges)[0]?.[1]).toContain('70 seeds');
  });

  test('count as false repairs what I6, I7 and I11 judge, and what a second pass changed', () => {
    const [sync] = sampleRecords('sync');
    const broken = withRange('21..40', { violations: 5, byPromise: { I4: 1, I6: 1, I7: 1, I11: 2 } });
    expect(countFalseRepairs([broken, { ...sync, result: { ...sync.result, repair: { ...sync.result.repair, secondPassChanges: 3 } } }])).toBe(7);
  });

  test('are nothing of nothing', () => {
    expect([sumStorms([]), sumChaos([])]).toEqual([null, null]);
  });
});

describe('the seeds that once failed', () => {
  test('are told with the promise that broke and whose fault it was', () => {
    const [first, second, third] = foundBySeeds('# a remark\n12 # I4: a stop went\n7   # the same on Binance\n9 # I8, of the storm itself: it was not at rest\n');
    expect(first).toEqual({ seed: 12, promise: 'I4', lesson: 'a stop went', isOfTheStorm: false });
    expect(second).toMatchObject({ seed: 7, promise: 'I4', isOfTheStorm: false });
    expect(third).toEqual({ seed: 9, promise: 'I8', lesson: 'it was not at rest', isOfTheStorm: true });
    expect(() => foundBySeeds('13\n')).toThrow('a seed without a lesson: "13"');
  });
});

test('a run is kept by what it printed', () => {
  const output = fs.readFileSync(path.join(import.meta.dirname, 'samples/storm.txt'), 'utf8');
  const { commit, isChanged, day, cores } = storm;
  expect(readOutput(output, 'storm.txt', undefined, { commit, isChanged, day, cores })).toEqual(storm);
});
