import { describe, expect, test } from 'vitest';
import { readOptions } from './options.ts';

describe('the command line of npm run proof', () => {
  test('names runs by their short name or their npm script, with arguments', () => {
    expect(readOptions(['--run', 'storm,mutants', '--run', 'chaos --minutes 10 --seed 3, bench:sync --sizes 10,20 --json'])).toMatchObject({
      runs: [
        { kind: 'storm', words: [] },
        { kind: 'mutants', words: [] },
        { kind: 'chaos', words: ['--minutes', '10', '--seed', '3'] },
        { kind: 'sync', words: ['--sizes', '10,20'] },
      ],
    });
  });

  test('records files, or standard input', () => {
    expect(readOptions(['--record', 'a.log', 'b.log'])).toMatchObject({ outputs: ['a.log', 'b.log'], runs: [] });
    expect(readOptions(['--record', '-', '--command', 'npm run storm -- --json'])).toMatchObject({ outputs: ['-'], command: 'npm run storm -- --json' });
    expect(readOptions([])).toEqual({ runs: [], outputs: [], command: undefined });
  });

  test.each([
    [['--run', 'stroms'], '--run knows no "stroms": it is one of storm, mutants,'],
    [['--record'], '--record needs the files'],
    [['a.log'], '"a.log" follows nothing: write --record before files'],
    [['--record', 'a.log', 'b.log', '--command', 'npm run storm'], '--command tells of one output'],
    [['--fast'], 'see --help'],
  ])('refuses %j in one sentence', (argv, sentence) => {
    expect(() => readOptions(argv)).toThrow(sentence);
  });
});
