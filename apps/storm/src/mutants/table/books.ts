import type { Mutant } from '../mutant.ts';
import { files } from './files.ts';

/** The books: one row, one entry, every change told. */
export const bookMutants: readonly Mutant[] = [
  {
    name: 'index-narrowed-to-open',
    removes: 'only rows that are open exclude each other, and an entry does not ask for a live row either',
    guards: { oneLiveRowPerKey: (row, other) => row.leg === other.leg && row.status === 'open' && other.status === 'open' },
    edits: [{ file: files.planEntry, find: "if (live) return skip('skipped_duplicate'", replace: "if (false) return skip('skipped_duplicate'" }],
    expected: ['I1'],
  },
  {
    name: 'entered-again',
    removes: 'a signal whose entry came to nothing is entered again: neither the row, nor the order, nor the plan, nor the statement objects',
    guards: { signalPending: () => true, oneRowPerSignal: () => false, signalMaySettle: () => true },
    edits: [
      { file: 'apps/storm/src/memory/look-up.ts', find: "return signal.outcome === 'pending' && signal.selectedAtMs !== null;", replace: "return ['pending', 'failed'].includes(signal.outcome) && signal.selectedAtMs !== null;" },
      { file: files.planEntry, find: 'if (own) return', replace: 'if (false) return' },
      { file: files.ownOrders, find: "return derivedId('position', signal.source, signal.externalId);", replace: "return derivedId('position', signal.source, signal.externalId, signal.outcome);" },
      { file: files.ownOrders, find: '    generation: 1,\n  });', replace: "    generation: signal.outcome === 'pending' ? 1 : 2,\n  });" },
    ],
    expected: ['I2'],
  },
  {
    name: 'wave-settles-anything',
    removes: 'a wave gives a signal an outcome although it has one, or a row stands for it',
    guards: { waveMaySettle: () => true },
    expected: ['I2', 'I10', 'I12'],
  },
  {
    name: 'fills-booked-twice',
    removes: 'a trade that is told again is booked again, and what was booked before is told again',
    guards: { tradeOnce: () => false },
    edits: [{ file: files.executions, find: 'known.bookedQuantity.lt(sumOf(all.map(({ fill }) => fill.quantity)))', replace: 'lived.has(id)' }],
    expected: ['I9'],
  },
  {
    name: 'unreadable-is-a-strangers',
    removes: 'an execution whose order cannot be read is a stranger’s at once, and stays so when the order turns out to be ours',
    guards: { tradeBecomesOurs: () => false },
    edits: [{ file: files.executions, find: 'unbooked.filter((execution) => !mayBeOurs(sight, execution))', replace: 'unbooked' }],
    expected: ['I9'],
  },
  {
    name: 'child-unknown-by-its-client-id',
    removes: 'the order that a stop of ours triggered into is not known by its client id, and what is booked as a stranger’s stays so',
    guards: { tradeBecomesOurs: () => false },
    edits: [{ file: files.whoseOrder, find: 'sight.records.orders.find((order) => report !== null && hasExecutedAs(order, report))', replace: 'undefined' }],
    expected: ['I9'],
  },
  {
    name: 'events-left-out',
    removes: 'what reconciliation changes is written without its events',
    edits: [{ file: files.mendKey, find: 'ports.store.record(held.claim, step.facts)', replace: 'ports.store.record(held.claim, { ...step.facts, events: [] })' }],
    expected: ['I9'],
  },
  {
    name: 'row-closed-before-its-stops',
    removes: 'a row is closed while stops of it still rest, and a new entry does not mind them',
    edits: [
      { file: files.judgeGhost, find: 'if (cancellable.length > 0 && !isSucceeded) return', replace: 'if (false) return' },
      { file: files.judgeGhost, find: '  if (unfinished.length > 0) return', replace: '  if (false) return' },
      { file: files.planEntry, find: 'if (leftover && !isOurs) return', replace: 'if (false) return' },
      { file: files.planEntry, find: 'if (leftover) return', replace: 'if (false) return' },
    ],
    expected: ['I6', 'I8', 'I9'],
  },
  {
    name: 'leftover-stops-stay',
    removes: 'a row is closed while stops of it still rest, and nobody cancels them afterwards',
    edits: [
      { file: files.judgeGhost, find: 'if (cancellable.length > 0 && !isSucceeded) return', replace: 'if (false) return' },
      { file: files.judgeGhost, find: '  if (unfinished.length > 0) return', replace: '  if (false) return' },
      { file: files.leftoverStops, find: "return awaitSecondSight(sight, leg, 'flat', ZERO) ??", replace: 'return [];\n  return awaitSecondSight(sight, leg, \'flat\', ZERO) ??' },
    ],
    expected: ['I6', 'I8'],
  },
  {
    name: 'entry-over-a-position',
    removes: 'an entry is placed although the exchange holds a position on the key that no row knows',
    edits: [{ file: files.planEntry, find: 'if (!report.quantity.eq(ZERO)) return skip(', replace: 'if (false) return skip(' }],
    expected: ['I3', 'I8', 'I9', 'I11'],
  },
];
