import type { Mutant } from '../mutant.ts';
import { files } from './files.ts';

/** Signals that exit: once, for their amount, never what is foreign, and said to be done when they are. */
export const wishMutants: readonly Mutant[] = [
  {
    name: 'reduce-while-unknown',
    removes: 'a reduce is sent again although it is not known what became of its exit, and what only the booked fills tell of does not count; the statement lets it',
    guards: { wishAllows: () => true },
    edits: [
      { file: files.judgeReduce, find: 'if (own.some(({ status }) => !isTerminal(status))) return', replace: 'if (false) return' },
      { file: files.wish, find: '(order.bookedQuantity.gt(order.executedQuantity) ? order.bookedQuantity : order.executedQuantity)', replace: 'order.executedQuantity' },
    ],
    expected: ['I2'],
  },
  {
    name: 'reduce-forgets-what-was-done',
    removes: 'what was executed for a reduce does not count; the statement lets it',
    guards: { wishAllows: () => true },
    edits: [{ file: files.wish, find: 'orders.filter((order) => order.wishId === wish.id)', replace: 'orders.filter(() => false)' }],
    expected: ['I2'],
  },
  {
    name: 'reduce-sized-again',
    removes: 'the amount of a reduce is made again of what is left, and written again',
    guards: { targetMayBeFixed: () => true, wishAllows: () => true },
    edits: [
      {
        file: files.judgeReduce,
        find: 'if (wish.targetQuantity === null) return',
        replace: "if (wish.targetQuantity === null || (wish.fraction !== null && !wish.targetQuantity.eq(minOf(held, floorTo(held.times(wish.fraction), sight.market.step))))) return",
      },
    ],
    expected: ['I2', 'I12'],
  },
  {
    name: 'close-done-when-sent',
    removes: 'a close is said to be done as soon as its exit was sent',
    edits: [
      {
        file: files.judgeWishes,
        find: '  if (rows.length > 0) return null;',
        replace: "  if (wish.action === 'close' && rows.some(({ status }) => status === 'closing')) return { outcome: 'closed', reason: 'its exit was sent' };\n  if (rows.length > 0) return null;",
      },
    ],
    expected: ['I12'],
  },
  {
    name: 'set-stop-loosens',
    removes: 'a stop is loosened although its signal does not say that it may be',
    edits: [{ file: files.judgeStopWish, find: 'if (now === null || wish.mayLoosen || !isAhead(row.side, now, price)) return null;', replace: 'if (now !== price) return null;' }],
    expected: ['I4'],
  },
  {
    name: 'foreign-closed-by-signal',
    removes: 'a signal that does not cover what is foreign closes it: in the plan, the step and the statement',
    guards: { mayExit: () => true },
    edits: [
      { file: files.wish, find: "&& (row.origin !== 'foreign' || wish.coversForeign)", replace: '' },
      { file: files.closingSteps, find: "if (position.origin === 'foreign' && wish?.coversForeign !== true) {", replace: "if (position.origin === 'foreign' && wish === null) {" },
    ],
    expected: ['I11'],
  },
  {
    name: 'wish-nobodys-work',
    removes: 'nobody is woken for a signal that exits, and the sweeper does not look for it',
    edits: [
      { file: files.processWave, find: "if (wave.status === 'received') await wakeExits(ports, wave);", replace: '' },
      { file: files.dueWorkStatement, find: "if (wish.outcome === 'pending' && isLeftAlone(claim)) add(", replace: 'if (false) add(' },
    ],
    expected: ['I12'],
  },
];
