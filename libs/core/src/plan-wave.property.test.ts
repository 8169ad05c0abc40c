import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aSignal, num, TAG } from '@breakwater/testing/builders';
import { positionKeyText } from './key.ts';
import { planWave } from './plan-wave.ts';
import type { SignalRecord } from './signal.ts';

const anySignals = fc
  .array(fc.record({ score: fc.integer({ min: 0, max: 5 }), symbol: fc.constantFrom('A', 'B', 'C', 'D', 'E') }), { minLength: 1, maxLength: 10 })
  .map((drawn) => drawn.map(({ score, symbol }, index) => aSignal({ id: `s${index}`, externalId: `s${index}`, score: num(String(score)), key: { ...TAG, symbol, leg: 'net' } })));

/** What two workers and the entry workers do, in any order: each wave worker looks at one time and writes at a later one. */
const anyMoves = fc.array(
  fc.record({ who: fc.constantFrom('one' as const, 'other' as const, 'entries' as const), index: fc.nat({ max: 9 }), isOpened: fc.boolean(), taken: fc.subarray(['A', 'B', 'C', 'D', 'E']) }),
  { maxLength: 40 },
);

const stands = (signal: SignalRecord): boolean => signal.outcome === 'opened' || (signal.isSelected && signal.outcome === 'pending');

test('never more than N stand, and never two on one key, whatever two workers saw when they planned', () => {
  fc.assert(
    fc.property(anySignals, fc.integer({ min: 0, max: 4 }), anyMoves, (signals, open, moves) => {
      const ledger = new Map(signals.map((signal) => [signal.id, signal]));
      const plans = new Map<string, ReturnType<typeof planWave>>();
      for (const move of moves) {
        if (move.who === 'entries') {
          const signal = ledger.get(`s${move.index}`);
          if (signal?.isSelected && signal.outcome === 'pending') ledger.set(signal.id, { ...signal, outcome: move.isOpened ? 'opened' : 'failed' });
          continue;
        }
        const pending = plans.get(move.who);
        plans.delete(move.who);
        if (pending === undefined) plans.set(move.who, planWave([...ledger.values()], new Set(move.taken.map((symbol) => positionKeyText({ ...TAG, symbol, leg: 'net' }))), 0, { open, stopList: ['E'], signalAgeMsMax: 1 }));
        else write(ledger, pending);
        const standing = [...ledger.values()].filter(stands);
        expect(standing.length).toBeLessThanOrEqual(open);
        expect(new Set(standing.map(({ key }) => key.symbol)).size).toBe(standing.length);
      }
    }),
    { numRuns: 500 },
  );
});

test('every wave ends, every signal with an outcome, and with N open when N could be opened', () => {
  fc.assert(
    fc.property(anySignals, fc.integer({ min: 0, max: 4 }), fc.array(fc.boolean(), { maxLength: 10 }), (signals, open, fates) => {
      const ledger = new Map(signals.map((signal) => [signal.id, signal]));
      for (let look = 0; look < 30; look += 1) {
        const plan = planWave([...ledger.values()], new Set(), 0, { open, stopList: [], signalAgeMsMax: 1 });
        write(ledger, plan);
        for (const id of plan.selectedIds) ledger.set(id, { ...ledger.get(id)!, outcome: (fates.shift() ?? true) ? 'opened' : 'failed' });
        if (!plan.isFinished) continue;
        const all = [...ledger.values()];
        const count = (outcome: string) => all.filter((signal) => signal.outcome === outcome).length;
        expect(count('pending')).toBe(0);
        expect(count('skipped_limit') > 0 ? count('opened') : open).toBe(open);
        expect(planWave(all, new Set(), 0, { open, stopList: [], signalAgeMsMax: 1 })).toMatchObject({ selectedIds: [], outcomes: [], isFinished: true });
        return;
      }
      expect.fail('the wave does not end');
    }),
  );
});

test('a plan does not depend on the order in which signals arrive', () => {
  fc.assert(
    fc.property(anySignals, fc.integer({ min: 0, max: 4 }), (signals, open) => {
      const limits = { open, stopList: [], signalAgeMsMax: 1 };
      expect(planWave([...signals].reverse(), new Set(), 0, limits)).toEqual(planWave(signals, new Set(), 0, limits));
    }),
  );
});

/** As the store writes it: a signal that is selected or has an outcome keeps it. */
function write(ledger: Map<string, SignalRecord>, plan: ReturnType<typeof planWave>): void {
  for (const id of plan.selectedIds) {
    const signal = ledger.get(id)!;
    if (signal.outcome === 'pending') ledger.set(id, { ...signal, isSelected: true });
  }
  for (const { signalId, outcome } of plan.outcomes) {
    const signal = ledger.get(signalId)!;
    if (signal.outcome === 'pending' && !signal.isSelected) ledger.set(signalId, { ...signal, outcome });
  }
}
