import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readOutput, type Seen } from './read-output.ts';
import { fileNameOf } from './run-record.ts';

const SEEN: Seen = { commit: '82a5b51f81', isChanged: false, day: '2026-11-30', cores: 2 };
/** What runs printed, as it was piped into a file. */
const sample = (name: string): string => fs.readFileSync(path.join(import.meta.dirname, 'samples', name), 'utf8');
const read = (name: string, command?: string) => readOutput(sample(name), name, command, SEEN);

describe('readOutput', () => {
  test.each([
    ['storm.txt', 'npm run storm -- --seeds 1..20 --json', 'storm-seeds-1-20.json', { seeds: 20, violations: 0 }],
    ['mutants.txt', 'npm run storm:mutants -- --only events-left-out --json', 'mutants-only-events-left-out.json', { mutants: 1, caught: 1 }],
    ['exhaustive.txt', 'npm run storm:exhaustive -- --faults 0 --jobs 1 --json', 'exhaustive-faults-0-jobs-1.json', { violations: 0 }],
    ['chaos.txt', 'npm run chaos -- --minutes 0.1 --seed 1 --json', 'chaos-minutes-0-1-seed-1.json', { minutes: 0.1, violations: 0 }],
  ])('takes command and result from %s', (name, command, file, result) => {
    const record = read(name);
    expect(record).toMatchObject({ ...SEEN, command, result });
    expect(fileNameOf(record)).toBe(file);
  });

  test('keeps what a run says beyond what the page tells', () => {
    const output = sample('exhaustive.txt').replace('"states"', '"signals":2,"states"');
    expect(readOutput(output, 'a file', undefined, SEEN).result).toMatchObject({ signals: 2 });
  });

  test('keeps a run that broke a promise as any other', () => {
    const output = sample('storm.txt').replace('"violations":0', '"violations":3').replace('"I4":0', '"I4":3');
    expect(readOutput(output, 'a file', undefined, SEEN).result).toMatchObject({ violations: 3, byPromise: { I4: 3 } });
  });

  test('needs to be told the command where npm was silent', () => {
    const silent = sample('storm.txt').replaceAll(/^> .*$/gm, '');
    expect(() => readOutput(silent, 'storm.log', undefined, SEEN)).toThrow('storm.log does not begin with the lines in which npm names the command');
    expect(readOutput(silent, 'storm.log', 'npm run storm -- --seeds 1..20 --json', SEEN)).toMatchObject({ command: 'npm run storm -- --seeds 1..20 --json' });
  });

  test.each([
    ['of another command', (text: string) => text.replaceAll('0.1.0 storm', '0.1.0 start'), 'is of "npm run start'],
    ['without its last line', (text: string) => text.replaceAll(/^\{.*$/gm, ''), 'has no line of JSON'],
    ['cut in its last line', (text: string) => text.replace(/,"faults.*$/m, ''), 'has no line of JSON'],
    ['that says less than a run does', (text: string) => text.replace('"violations":0,', ''), 'does not end with what storm says of a whole run'],
    ['of no seeds', (text: string) => text.replace('"seeds":20', '"seeds":0'), 'does not end with what storm says of a whole run'],
  ])('refuses an output %s in one sentence', (_, spoil, sentence) => {
    expect(() => readOutput(spoil(sample('storm.txt')), 'storm.log', undefined, SEEN)).toThrow(sentence);
  });
});
