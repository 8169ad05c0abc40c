import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { describe, expect, test } from 'vitest';
import { storeGuards } from '../memory/guards.ts';
import { applyEdits, UnfitMutant } from './apply-edits.ts';
import type { Mutant } from './mutant.ts';
import { mutants } from './table/all.ts';
import { unseenGuards } from './table/unseen-guards.ts';

const read = (file: string): string => readFileSync(new URL(`../../../../${file}`, import.meta.url), 'utf8');
const filesOf = (mutant: Mutant): string[] => [...new Set((mutant.edits ?? []).map(({ file }) => file))];

describe('the table of mutants', () => {
  test.each(mutants.flatMap((mutant) => filesOf(mutant).map((file) => ({ name: mutant.name, file, mutant }))))('fits the source, and leaves TypeScript: $name in $file', ({ mutant, file }) => {
    expect(() => stripTypeScriptTypes(applyEdits(mutant, file, read(file)))).not.toThrow();
  });

  test('names each mutant once, and each takes something away and says what', () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
    for (const { removes, edits, guards, jobGuards, expected } of mutants) {
      expect(removes).not.toBe('');
      expect(expected).not.toEqual([]);
      expect(edits ?? guards ?? jobGuards).toBeDefined();
    }
  });

  test('takes every guard of the books away, or says why nobody could see it', () => {
    const removed = new Set([...mutants.flatMap(({ guards }) => Object.keys(guards ?? {})), ...Object.keys(unseenGuards)]);
    expect(Object.keys(storeGuards).filter((guard) => !removed.has(guard))).toEqual([]);
  });
});

describe('an edit', () => {
  const mutant: Mutant = { name: 'example', removes: 'a guard', edits: [{ file: 'a.ts', find: 'guard()', replace: 'true' }], expected: ['I1'] };

  test('replaces its text in its own file alone', () => {
    expect(applyEdits(mutant, 'a.ts', 'if (guard()) act();')).toBe('if (true) act();');
    expect(applyEdits(mutant, 'b.ts', 'if (guard()) act();')).toBe('if (guard()) act();');
  });

  test.each(['if (other()) act();', 'guard(); guard();'])('names mutant and file when its text is not there exactly once: %s', (source) => {
    expect(() => applyEdits(mutant, 'a.ts', source)).toThrow(UnfitMutant);
    expect(() => applyEdits(mutant, 'a.ts', source)).toThrow(/mutant example no longer fits a\.ts/);
  });
});
