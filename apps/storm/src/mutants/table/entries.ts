import type { Mutant } from '../mutant.ts';
import { files } from './files.ts';

const sends = 'await exchange.send(sending.request, signature)';

/**
 * What keeps an entry out, or within its bounds, beside limits and lists.
 *
 * No mutant of the position mode that the exchange shows: where it is not the configured one, the exchange itself refuses each entry
 * (Binance -4061, Bybit 10001), so no promise breaks without the guard; it saves the tries, and tells a person why
 * (libs/core/src/plan-entry.test.ts).
 */
export const entryMutants: readonly Mutant[] = [
  {
    name: 'old-signal-entered',
    removes: 'a signal is entered however old it is: in the plan of its wave, before its look, and in the plan of its entry',
    edits: [
      { file: files.planWave, find: 'if (ageMs <= limits.signalAgeMsMax) return null;', replace: 'return null;' },
      { file: files.openPosition, find: 'if (isTooOld(settled.records)) return', replace: 'if (false) return' },
      { file: files.planEntry, find: 'if (records.signalExpiresAtMs !== null && records.signalExpiresAtMs <= records.nowMs) return', replace: 'if (false) return' },
    ],
    expected: ['I3'],
  },
  {
    name: 'ended-signal-takes-the-due-time',
    removes: 'a signal that ends without an entry leaves the key as it is, whatever the key was due for',
    edits: [{ file: files.openPosition, find: '  await mendKey(ports, held);\n  return', replace: '  return' }],
    expected: ['I4', 'I8', 'I12'],
  },
  {
    name: 'no-way-for-another-writer',
    removes: 'entries of a symbol go on that somebody else trades as well, and nobody is told',
    edits: [{ file: files.foreignWriter, find: 'if (fresh === 0 || count <= rules.bounds.foreignOrdersPerHourMax) return {};', replace: 'if (count >= 0) return {};' }],
    expected: ['I12'],
  },
  {
    name: 'slippage-ignored',
    removes: 'an entry goes at market although it may slip so far and no farther',
    edits: [{ file: files.planEntry, find: 'rules.deployment, { priceLimit, attachedStop })', replace: 'rules.deployment, { priceLimit: null, attachedStop })' }],
    expected: ['I3'],
  },
  {
    name: 'market-after-an-unproven-limit',
    removes: 'an entry with a price limit of which nobody knows what became of it is followed by one at market',
    edits: [
      {
        file: files.sendIntent,
        find: `const outcome = ${sends};`,
        replace: `let outcome = ${sends};
  const first = sending.request;
  if (outcome.type === 'unknown' && first.kind === 'place' && first.type === 'limit_ioc') {
    const { price: _price, ...rest } = first;
    outcome = await exchange.send({ ...rest, type: 'market' }, signature);
  }`,
      },
    ],
    expected: ['I2', 'I3'],
  },
  {
    name: 'place-of-a-held-row-given-away',
    removes: 'a signal that was given up while its row is held for a late fill gives its place in the wave away: in the plan, and in the statement',
    edits: [{ file: files.planWave, find: "return signal.hasLiveRow || signal.outcome === 'opened'", replace: "return signal.outcome === 'opened'" }],
    guards: { holdsPlace: (outcome) => outcome === 'opened' || outcome === 'unknown' },
    expected: ['I10'],
  },
];
