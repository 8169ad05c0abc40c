import type { Mutant } from '../../src/mutants/mutant.ts';

/** Mutants that nothing can catch: one that changes nothing, and one that fits no source. */
export const mutants: readonly Mutant[] = [
  { name: 'nothing-removed', removes: 'nothing', edits: [{ file: 'libs/engine/src/sweep.ts', find: 'const KEYS_MAX = 200;', replace: 'const KEYS_MAX = 200;' }], expected: ['I1'] },
  { name: 'fits-nothing', removes: 'a guard that is not there', edits: [{ file: 'libs/engine/src/sweep.ts', find: 'a text that is nowhere', replace: '' }], expected: ['I1'] },
];
