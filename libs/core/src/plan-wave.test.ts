import { describe, expect, test } from 'vitest';
import { aSignal, num, TAG } from '@breakwater/testing/builders';
import { planWave, type WaveLimits } from './plan-wave.ts';
import type { SignalRecord } from './signal.ts';

const limits: WaveLimits = { open: 2, stopList: [], signalAgeMsMax: 60_000 };
/** `a` is the best; each is for a symbol of its own. */
const signal = (name: string, changes: Partial<SignalRecord> = {}): SignalRecord =>
  aSignal({ id: name, externalId: name, score: num(String(1 - (name.charCodeAt(0) - 97) / 100)), key: { ...TAG, symbol: `${name.toUpperCase()}USDT`, leg: 'net' }, ...changes });
const opened = (name: string) => signal(name, { isSelected: true, outcome: 'opened' });
const working = (name: string) => signal(name, { isSelected: true });
const failed = (name: string) => signal(name, { isSelected: true, outcome: 'failed' });
const plan = (signals: readonly SignalRecord[], taken: readonly string[] = [], ageMs = 0, changes: Partial<WaveLimits> = {}) => planWave(signals, new Set(taken), ageMs, { ...limits, ...changes });

describe('planWave', () => {
  test('selects the best by score, whatever order they come in, and keeps the rest in reserve', () => {
    const planned = plan([signal('c'), signal('a'), signal('b')]);
    expect(planned).toMatchObject({ selectedIds: ['a', 'b'], outcomes: [], isFinished: false });
    expect(planned.ranks).toEqual([{ signalId: 'a', rank: 1 }, { signalId: 'b', rank: 2 }, { signalId: 'c', rank: 3 }]);
  });

  test('ranks equal scores by the sender id, so that every worker ranks alike', () => {
    const tied = ['y', 'x'].map((name) => signal(name, { score: num('0.5') }));
    expect(plan(tied, [], 0, { open: 1 }).selectedIds).toEqual(['x']);
  });

  test('compares scores as numbers, not as text', () => {
    expect(plan([signal('a', { score: num('9') }), signal('b', { score: num('10') })], [], 0, { open: 1 }).selectedIds).toEqual(['b']);
  });

  test('replaces one that failed from the reserve', () => {
    expect(plan([failed('a'), working('b'), signal('c'), signal('d')])).toMatchObject({ selectedIds: ['c'], isFinished: false });
  });

  test('keeps a place for what may still come to stand, also when its reply was lost', () => {
    expect(plan([signal('a', { isSelected: true, outcome: 'unknown' }), working('b'), signal('c')])).toMatchObject({ selectedIds: [], outcomes: [], isFinished: false });
  });

  test('ends once N stand: what is left is over the limit', () => {
    expect(plan([opened('a'), opened('b'), signal('c')])).toMatchObject({ outcomes: [{ signalId: 'c', outcome: 'skipped_limit' }], isFinished: true });
  });

  test('ends with fewer than N when the reserve is used up', () => {
    expect(plan([opened('a'), failed('b')])).toMatchObject({ selectedIds: [], outcomes: [], isFinished: true });
    expect(plan([])).toMatchObject({ isFinished: true });
  });

  test('opens nothing when it may open nothing', () => {
    expect(plan([signal('a')], [], 0, { open: 0 })).toMatchObject({ selectedIds: [], outcomes: [{ outcome: 'skipped_limit' }], isFinished: true });
  });

  test.each([
    ['on the stop list', [signal('a'), signal('b')], { stopList: ['AUSDT'] }, 0, ['b'], 'stop list'],
    ['too old', [signal('a')], {}, 60_001, [], 'at most 60000'],
  ] as const)('filters what is %s', (_, signals, changes, ageMs, selectedIds, reason) => {
    const planned = plan(signals, [], ageMs, changes);
    expect(planned.selectedIds).toEqual(selectedIds);
    expect(planned.outcomes[0]).toMatchObject({ signalId: 'a', outcome: 'skipped_filter', reason: expect.stringContaining(reason) });
  });

  test('skips a key that is taken, and gives its place away only at the next look, when that is recorded', () => {
    const planned = plan([signal('a'), signal('b'), signal('c')], ['binance.main.AUSDT.net']);
    expect(planned).toMatchObject({ selectedIds: ['b'], outcomes: [{ signalId: 'a', outcome: 'skipped_duplicate' }], isFinished: false });
    expect(plan([signal('a', { outcome: 'skipped_duplicate' }), working('b'), signal('c')]).selectedIds).toEqual(['c']);
  });

  test('an older skipped signal does not keep a wave from going on', () => {
    expect(plan([signal('a')], ['binance.main.AUSDT.net'])).toMatchObject({ selectedIds: [], outcomes: [{ outcome: 'skipped_duplicate' }], isFinished: true });
    expect(plan([signal('a'), signal('b')], ['binance.main.AUSDT.net'], 0, { open: 1 })).toMatchObject({ selectedIds: [], isFinished: false });
  });

  describe('with two signals for one key', () => {
    const second = signal('b', { key: { ...TAG, symbol: 'AUSDT', leg: 'net' } });

    test('works on the better one, and holds the other back until its fate is known', () => {
      expect(plan([signal('a'), second, signal('c')])).toMatchObject({ selectedIds: ['a', 'c'], outcomes: [], isFinished: false });
    });

    test('takes the other when the better one failed', () => {
      expect(plan([failed('a'), second, working('c')]).selectedIds).toEqual(['b']);
    });

    test('skips the other when the better one stands', () => {
      expect(plan([opened('a'), second])).toMatchObject({ outcomes: [{ signalId: 'b', outcome: 'skipped_duplicate' }], isFinished: true });
    });
  });
});
