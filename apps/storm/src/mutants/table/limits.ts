import type { Mutant } from '../mutant.ts';
import { exposureMutants } from './exposure.ts';
import { files } from './files.ts';

/** Limits and switches, and that everything comes to an end. */
export const limitMutants: readonly Mutant[] = [
  {
    name: 'slot-reserved-outside',
    removes: 'a free slot is looked for when the key is claimed, and not in the statement that commits the intent',
    edits: [
      { file: files.claimStatement, find: '    if (isTaken) {', replace: '    if (isTaken) {\n      slotsSeen.set(holder, books.accounts.get(accountKeyText(key)).livePositions);' },
      { file: files.claimStatement, find: '/** The row of a key that nobody has claimed yet', replace: 'export const slotsSeen = new Map();\n\n/** The row of a key that nobody has claimed yet' },
      { file: files.commitStatement, find: "import { positionsOf, stopsOf, unansweredOf, utcDayOf } from '../look-up.ts';", replace: "import { positionsOf, stopsOf, unansweredOf, utcDayOf } from '../look-up.ts';\nimport { slotsSeen } from './claim-key.ts';" },
      { file: files.commitStatement, find: 'findLimitReached(session, account,', replace: 'findLimitReached(session, { ...account, livePositions: slotsSeen.get(held.holder) },' },
    ],
    expected: ['I10'],
  },
  {
    name: 'no-slot-needed',
    removes: 'an entry needs no free slot',
    guards: { slotFree: () => true },
    expected: ['I10'],
  },
  {
    name: 'slots-of-open-rows-only',
    removes: 'rows that are being opened or closed hold no slot',
    guards: { countsAsLive: (status) => status === 'open' },
    expected: ['I10'],
  },
  {
    name: 'unknown-holds-no-place',
    removes: 'a signal whose entry has no known outcome gives its place in the wave away: the plan counts neither it nor its row, and the statement counts no places',
    edits: [{ file: files.planWave, find: "signal.hasLiveRow || signal.outcome === 'opened' || signal.outcome === 'unknown' ||", replace: "signal.outcome === 'opened' ||" }],
    guards: { holdsPlace: () => false },
    expected: ['I10'],
  },
  ...exposureMutants,
  {
    name: 'nobody-protects',
    removes: 'an entry is let in although no stop worker lives',
    guards: { somebodyProtects: () => true },
    edits: [{ file: files.commitStatement, find: "  return 'nobody_protects';", replace: '  return null;' }],
    expected: ['I4'],
  },
  {
    name: 'entries-while-switched-off',
    removes: 'an entry is let in although entries are switched off',
    guards: { entriesOn: () => true },
    expected: ['I3'],
  },
  {
    name: 'entries-while-symbol-is-off',
    removes: 'an entry is let in although entries of its symbol are switched off',
    guards: { symbolOn: () => true },
    expected: ['I3'],
  },
  {
    name: 'any-mode-allows-anything',
    removes: "the account's mode forbids nothing: neither in the statement nor in the plan",
    guards: { modeAllows: () => true },
    edits: [{ file: files.planEntry, find: "if (rules.mode !== 'trade') return", replace: 'if (false) return' }],
    expected: ['I3'],
  },
  {
    name: 'fixed-job-id',
    removes: 'a job is not added while one of its id is kept, even a finished one; the sweeper hands out as usual',
    jobGuards: { trigger: ({ isActive, isWaiting, isKept }) => (isKept ? 'ignore' : isWaiting ? 'fold' : isActive ? 'keep' : 'add') },
    expected: ['I4', 'I8', 'I12'],
  },
  {
    name: 'no-sweeper',
    removes: 'nobody looks in the database for work that is due',
    edits: [{ file: files.sweep, find: 'await handOutOrRun(ports, due);', replace: '' }],
    expected: ['I4', 'I8', 'I12'],
  },
];
