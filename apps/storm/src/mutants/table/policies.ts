import type { Mutant } from '../mutant.ts';
import { files } from './files.ts';

/**
 * The policies of waves. Their lists, filters and cool-downs say which exposure is meant at all (I3), their caps are limits (I10).
 *
 * No mutants, because no promise is about them: the order of the reserve and its size, and that reserve is read together with what has a
 * place. They are preferences, which the properties of libs/core/src/plan-wave.property.test.ts hold; a fleet without them opens other
 * signals, and no more of them.
 */
export const policyMutants: readonly Mutant[] = [
  {
    name: 'cap-of-an-exchange-ignored',
    removes: 'a wave opens as many at one exchange as it may open in all',
    edits: [{ file: files.planWave, find: 'return cap !== undefined && (at.get(exchange) ?? 0) >= cap ?', replace: 'return false ?' }],
    expected: ['I10'],
  },
  {
    name: 'unread-figure-passes',
    removes: 'a market whose figures could not be read is entered all the same',
    edits: [{ file: files.planWave, find: "if (market === undefined || balance === undefined) return { type: 'unread' };", replace: "if (balance === undefined) return { type: 'unread' };" }],
    expected: ['I3'],
  },
  {
    name: 'figure-over-its-limit-passes',
    removes: 'a market is entered whatever its figures are',
    edits: [{ file: files.planWave, find: 'market === undefined ? null : whyMarketFails(market, filters)', replace: 'null' }],
    expected: ['I3'],
  },
  {
    name: 'stop-list-ignored',
    removes: 'symbols on the stop list are opened',
    edits: [{ file: files.planWave, find: 'if (stopList.includes(symbol)) return', replace: 'if (false) return' }],
    expected: ['I3'],
  },
  {
    name: 'white-list-ignored',
    removes: 'symbols that are not on the white list are opened',
    edits: [{ file: files.planWave, find: 'return whiteList === undefined || whiteList.includes(symbol) ?', replace: 'return true ?' }],
    expected: ['I3'],
  },
  {
    name: 'cool-down-ignored',
    removes: 'a symbol is entered again as soon as its position has closed',
    guards: { cooldownEnds: () => null },
    expected: ['I3'],
  },
];
