import type { Mutant } from '../mutant.ts';
import type { StoreGuards } from '../../memory/guards.ts';
import { files } from './files.ts';

/** As core has it (limits.ts), which a table may not import: what is loaded with it is never mutated. */
const isWithinLimit: StoreGuards['withinLimit'] = (name, would, most) => would !== null && (name === 'daily_loss' ? would.lt(most) : would.lte(most));

/** Limits of exposure and loss, and those that accounts share. */
export const exposureMutants: readonly Mutant[] = [
  {
    name: 'exposure-measured-outside',
    removes: 'exposure and loss are measured when the key is claimed, and not in the statement that commits the intent',
    edits: [
      { file: files.claimStatement, find: '    if (isTaken) {', replace: '    if (isTaken) {\n      rowsSeen.set(holder, new Map(books.positions));' },
      { file: files.claimStatement, find: '/** The row of a key that nobody has claimed yet', replace: 'export const rowsSeen = new Map();\n\n/** The row of a key that nobody has claimed yet' },
      { file: files.commitStatement, find: "import { findLimitReached, unknownResultSubject } from './limit-usage.ts';", replace: "import { rowsSeen } from './claim-key.ts';\nimport { findLimitReached, unknownResultSubject } from './limit-usage.ts';" },
      { file: files.commitStatement, find: 'findLimitReached(session, account,', replace: 'findLimitReached({ ...session, books: { ...books, positions: rowsSeen.get(held.holder) } }, account,' },
    ],
    expected: ['I10'],
  },
  {
    name: 'exposure-unlimited',
    removes: 'exposure is held to no limit',
    guards: { withinLimit: (name, would, most) => name.endsWith('_exposure') || isWithinLimit(name, would, most) },
    expected: ['I10'],
  },
  {
    name: 'exposure-of-filled-rows-only',
    removes: 'an entry whose outcome is not known yet, or unknown, has no exposure',
    guards: { exposureOf: (row) => (row.entryPrice === null ? row.quantity.times('0') : row.quantity.times(row.entryPrice)) },
    expected: ['I10'],
  },
  {
    name: 'shared-limits-ignored',
    removes: 'what accounts share is held to no limit',
    guards: { withinLimit: (name, would, most) => name.startsWith('exchange_') || name.startsWith('fleet_') || isWithinLimit(name, would, most) },
    expected: ['I10'],
  },
  {
    name: 'symbol-exposure-unlimited',
    removes: 'the exposure of one symbol is held to no limit',
    guards: { withinLimit: (name, would, most) => name === 'symbol_exposure' || isWithinLimit(name, would, most) },
    expected: ['I10'],
  },
  {
    name: 'loss-unlimited',
    removes: 'entries go on after the loss of the day has reached its limit',
    guards: { withinLimit: (name, would, most) => name === 'daily_loss' || isWithinLimit(name, would, most) },
    expected: ['I10'],
  },
  {
    name: 'limits-fail-open',
    removes: 'what cannot be computed is within its limit',
    guards: { withinLimit: (name, would, most) => would === null || isWithinLimit(name, would, most) },
    expected: ['I10'],
  },
  {
    name: 'unknown-result-is-no-loss',
    removes: 'a position that was closed with a result that nobody knows has lost nothing',
    guards: { resultIsUnknown: () => false },
    expected: ['I10'],
  },
];
