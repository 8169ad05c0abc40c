import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aSignal, num, TAG } from '@breakwater/testing/builders';
import { positionKeyText, symbolKeyText } from './key.ts';
import { planWave } from './plan-wave.ts';
import type { SignalRecord } from './signal.ts';
import { marketName, type WaveFacts } from './wave-facts.ts';

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
    const size = plan.sizes.find(({ signalId }) => signalId === id)?.notional;
    if (signal.outcome === 'pending') ledger.set(id, { ...signal, isSelected: true, notional: signal.isSelected ? signal.notional : (signal.notional ?? size ?? null) });
  }
  for (const { signalId, outcome } of plan.outcomes) {
    const signal = ledger.get(signalId)!;
    if (signal.outcome === 'pending' && !signal.isSelected) ledger.set(signalId, { ...signal, outcome });
  }
}

/** Signals at both exchanges, with a few symbols at each. */
const anySpread = fc
  .array(fc.record({ score: fc.integer({ min: 0, max: 5 }), symbol: fc.constantFrom('A', 'B', 'C', 'D', 'E'), exchange: fc.constantFrom('binance' as const, 'bybit' as const) }), { minLength: 1, maxLength: 10 })
  .map((drawn) => drawn.map(({ score, symbol, exchange }, index) => aSignal({ id: `s${index}`, externalId: `s${index}`, score: num(String(score)), key: { ...TAG, exchange, symbol, leg: 'net' }, notional: null })));
const anyCap = fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined });
const anyPolicy = fc.record({
  open: fc.integer({ min: 0, max: 4 }),
  reserve: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
  openPerExchange: fc.record({ binance: anyCap, bybit: anyCap }),
  stopList: fc.subarray(['E']),
  whiteList: fc.option(fc.constant(['A', 'B', 'C', 'E']), { nil: undefined }),
});
/** What one look at the exchanges came to: each market passes, fails, or could not be read; so with each balance. */
const anyRead = fc.record({ passing: fc.subarray(['A', 'B', 'C', 'D', 'E']), failing: fc.subarray(['A', 'B', 'C', 'D', 'E']), funded: fc.subarray(['A', 'B', 'C', 'D', 'E']), taken: fc.subarray(['A', 'B', 'C', 'D', 'E']), ageMs: fc.constantFrom(0, 0, 0, 2) });
const anyLooks = fc.array(fc.record({ who: fc.constantFrom('one' as const, 'other' as const, 'entries' as const), index: fc.nat({ max: 9 }), fate: fc.constantFrom('opened' as const, 'failed' as const, 'unknown' as const), read: anyRead }), { maxLength: 40 });
const both = ['binance', 'bybit'] as const;

function factsOf({ passing, failing, funded }: { readonly passing: readonly string[]; readonly failing: readonly string[]; readonly funded: readonly string[] }): WaveFacts {
  const each = (symbols: readonly string[]) => both.flatMap((exchange) => symbols.map((symbol) => ({ ...TAG, exchange, symbol })));
  return {
    markets: new Map([...each(failing).map((key) => [marketName(key), { volume1h: num('1') }] as const), ...each(passing).map((key) => [marketName(key), { volume1h: num('9') }] as const)]),
    balances: new Map(each(funded).map((key) => [symbolKeyText(key), num('1000')])),
  };
}

test('never more than N stand, nor more at an exchange than its cap, whatever two workers had read when they planned (I10)', () => {
  fc.assert(
    fc.property(anySpread, anyPolicy, anyLooks, (signals, policy, looks) => {
      const limits = { ...policy, signalAgeMsMax: 1, filters: { volume1hMin: '5' }, balanceFraction: '0.1' };
      const ledger = new Map(signals.map((signal) => [signal.id, signal]));
      const plans = new Map<string, ReturnType<typeof planWave>>();
      for (const { who, index, fate, read } of looks) {
        if (who === 'entries') {
          const signal = ledger.get(`s${index}`);
          if (signal?.isSelected && (signal.outcome === 'pending' || (signal.outcome === 'unknown' && fate !== 'unknown'))) ledger.set(signal.id, { ...signal, outcome: fate });
          continue;
        }
        const pending = plans.get(who);
        plans.delete(who);
        const taken = new Set(both.flatMap((exchange) => read.taken.map((symbol) => positionKeyText({ ...TAG, exchange, symbol, leg: 'net' }))));
        if (pending === undefined) plans.set(who, planWave([...ledger.values()], taken, read.ageMs, limits, factsOf(read)));
        else write(ledger, pending);
        const standing = [...ledger.values()].filter((signal) => stands(signal) || signal.outcome === 'unknown');
        expect(standing.length).toBeLessThanOrEqual(policy.open);
        for (const exchange of both) expect(standing.filter(({ key }) => key.exchange === exchange).length).toBeLessThanOrEqual(policy.openPerExchange[exchange] ?? Infinity);
        expect(new Set(standing.map(({ key }) => positionKeyText(key))).size).toBe(standing.length);
        // What a policy forbids is never opened, and what was selected has its size.
        for (const { key, notional } of standing) expect([new Set<string>(policy.stopList).has(key.symbol), new Set<string>(policy.whiteList ?? [key.symbol]).has(key.symbol), notional?.toFixed()]).toEqual([false, true, '100']);
      }
    }),
    { numRuns: 500 },
  );
});

test('tries no more signals than N and the reserve let it, and ends with an outcome and a reason for each', () => {
  fc.assert(
    fc.property(anySpread, anyPolicy, fc.array(anyRead, { maxLength: 4 }), fc.array(fc.boolean(), { maxLength: 10 }), (signals, policy, reads, fates) => {
      const limits = { ...policy, signalAgeMsMax: 1, filters: { volume1hMin: '5' }, balanceFraction: '0.1' };
      const ledger = new Map(signals.map((signal) => [signal.id, signal]));
      for (let look = 0; look < 30; look += 1) {
        const { ageMs, ...read } = reads[look] ?? { ageMs: 0, taken: [], passing: ['A', 'B', 'C', 'D', 'E'], failing: [], funded: ['A', 'B', 'C', 'D', 'E'] };
        const plan = planWave([...ledger.values()], new Set(), ageMs, limits, factsOf(read));
        expect(plan.outcomes.every(({ reason }) => reason !== '')).toBe(true);
        write(ledger, plan);
        for (const id of plan.selectedIds) ledger.set(id, { ...ledger.get(id)!, outcome: (fates.shift() ?? true) ? 'opened' : 'failed' });
        if (!plan.isFinished) continue;
        const all = [...ledger.values()];
        expect(all.filter(({ outcome }) => outcome === 'pending')).toEqual([]);
        expect(all.filter(({ isSelected }) => isSelected).length).toBeLessThanOrEqual(policy.open + (policy.reserve ?? Infinity));
        return;
      }
      expect.fail('the wave does not end');
    }),
  );
});
