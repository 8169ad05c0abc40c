import type { Mutant } from '../mutant.ts';
import { files } from './files.ts';

/** Books that were put back: what must not be done before they are recovered, and what a recovery must not miss. */
export const recoveryMutants: readonly Mutant[] = [
  {
    name: 'copy-enters',
    removes: 'books that were put back are taken for those of before: what they do not know of is entered again',
    guards: { areRestored: () => false },
    expected: ['I2'],
  },
  {
    name: 'lost-left-lost',
    removes: 'a recovery writes nothing down of what the books have lost',
    edits: [{ file: files.recoverKey, find: 'const facts = bookLost(lost.lost);', replace: 'const facts: ReturnType<typeof bookLost> = {};' }],
    expected: ['I9', 'I12'],
  },
  {
    name: 'skipped-stays-skipped',
    removes: 'a signal that somebody skipped, whose books had lost its entry, stays so when the entry is found',
    guards: { signalMaySettle: (before, after) => before === 'pending' || before === 'unknown' || (before === 'failed' && after === 'opened') },
    expected: ['I12'],
  },
];
