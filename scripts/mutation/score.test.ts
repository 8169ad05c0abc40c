import { describe, expect, test } from 'vitest';
import { chooseFiles, readOptions, USUAL_FILES } from './options.ts';
import { type MutationReport, renderScore, summarise } from './score.ts';

const FILE = 'libs/core/src/resolve.ts';
type Mutant = MutationReport['files'][string]['mutants'][number];
const at = (line: number, from: number, to: number): Mutant['location'] => ({ start: { line, column: from }, end: { line, column: to } });
const mutant = (status: Mutant['status'], changes: Partial<Mutant> = {}): Mutant => ({ mutatorName: 'EqualityOperator', replacement: 'a <= b', status, location: at(2, 8, 13), ...changes });
const scoreOf = (...mutants: Mutant[]) => summarise({ files: { [FILE]: { source: 'first\nreturn a < b;\n', mutants } } }, [FILE], 7);

describe('the score', () => {
  test('counts a change as caught when a test failed or the code came to no end, and not at all when it does not load', () => {
    expect(scoreOf(mutant('Killed'), mutant('Timeout'), mutant('Survived'), mutant('NoCoverage'), mutant('CompileError'), mutant('RuntimeError'), mutant('Ignored'))).toMatchObject({ mutants: 4, caught: 2, survived: 1, uncovered: 1, scorePercent: 50 });
  });

  test('is never rounded up to all', () => {
    expect(scoreOf(...Array.from({ length: 19_999 }, () => mutant('Killed')), mutant('Survived')).scorePercent).toBe(99.99);
  });

  test('names where each change was that nothing noticed, and what it was', () => {
    const score = scoreOf(mutant('Survived'), mutant('Killed'), mutant('NoCoverage', { replacement: '{}', location: { start: { line: 1, column: 1 }, end: { line: 2, column: 3 } } }));
    expect(score.survivors).toEqual([`${FILE}:2 EqualityOperator: a < b → a <= b`, `${FILE}:1 EqualityOperator: first → {}`]);
    expect(renderScore(score)).toContain('1 of 3 changes caught in 7 s: 33.33 %');
  });

  test('tells of a file that offers nothing to change', () => {
    expect(summarise({ files: {} }, [FILE], 1)).toMatchObject({ files: [{ file: FILE, mutants: 0 }], scorePercent: 0 });
  });
});

describe('which files', () => {
  test('are the usual ones, the named ones, or all of libs/core', () => {
    expect(chooseFiles({ files: [], all: false })).toEqual(USUAL_FILES);
    expect(chooseFiles({ files: ['resolve.ts', 'libs/core/src/reconcile/life.ts'], all: false })).toEqual([FILE, 'libs/core/src/reconcile/life.ts']);
    const all = chooseFiles({ files: [], all: true });
    expect(all).toEqual(expect.arrayContaining([...USUAL_FILES]));
    expect(all.filter((file) => !file.startsWith('libs/core/src/') || file.includes('.test.'))).toEqual([]);
  });

  test.each([
    [['libs/engine/src/sweep.ts'], '"libs/engine/src/sweep.ts" is no code of libs/core'],
    [['resolve.test.ts'], '"resolve.test.ts" is no code of libs/core'],
    [['--all', 'resolve.ts'], 'leave out the files, or --all'],
    [['--concurrency', '0'], '--concurrency must be a whole number from 1 to 99, and is "0"'],
    [['--fast'], 'see --help'],
  ])('refuses %j in one sentence', (argv, sentence) => {
    const choose = (): unknown => {
      const options = readOptions(argv);
      return options === 'help' ? options : chooseFiles(options);
    };
    expect(choose).toThrow(sentence);
  });
});
