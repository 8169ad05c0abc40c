import { describe, expect, test } from 'vitest';
import { aSignal, num, TAG } from '@breakwater/testing/builders';
import type { ExchangeId } from './key.ts';
import { planWave, type WaveLimits } from './plan-wave.ts';
import type { MarketFacts } from './market-facts.ts';
import type { SignalRecord } from './signal.ts';
import type { WaveFacts } from './wave-facts.ts';

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

  test('keeps a place for an entry that was given up as long as its row is held for a late fill, and does not end before', () => {
    const held = signal('b', { isSelected: true, outcome: 'failed', hasLiveRow: true });
    expect(plan([opened('a'), held, signal('c')])).toMatchObject({ selectedIds: [], outcomes: [], isFinished: false });
    expect(plan([opened('a'), held])).toMatchObject({ isFinished: false });
    expect(plan([opened('a'), failed('b'), signal('c')])).toMatchObject({ selectedIds: ['c'] });
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

  describe('with a policy', () => {
    const at = (exchange: ExchangeId, name: string, changes: Partial<SignalRecord> = {}) => signal(name, { key: { ...TAG, exchange, symbol: `${name.toUpperCase()}USDT`, leg: 'net' }, ...changes });
    const facts = (markets: Readonly<Record<string, MarketFacts>>, balances: Readonly<Record<string, string>> = {}): WaveFacts => ({
      markets: new Map(Object.entries(markets)),
      balances: new Map(Object.entries(balances).map(([key, balance]) => [key, num(balance)])),
    });
    const planBy = (signals: readonly SignalRecord[], changes: Partial<WaveLimits>, read: WaveFacts = facts({}), ageMs = 0) => planWave(signals, new Set(), ageMs, { ...limits, ...changes }, read);

    test('opens no more at an exchange than its cap, and the next of another instead', () => {
      const signals = [at('binance', 'a'), at('binance', 'b'), at('bybit', 'c')];
      expect(planBy(signals, { openPerExchange: { binance: 1 } })).toMatchObject({ selectedIds: ['a', 'c'], outcomes: [] });
    });

    test('ends with fewer than N where the caps let no more in, and says so', () => {
      const signals = [at('binance', 'a', { isSelected: true, outcome: 'opened' }), at('binance', 'b')];
      expect(planBy(signals, { openPerExchange: { binance: 1 } })).toMatchObject({ outcomes: [{ signalId: 'b', outcome: 'skipped_limit', reason: "the wave's 1 positions at binance are open" }], isFinished: true });
    });

    test('replaces one that failed only within the cap of its exchange', () => {
      const signals = [at('binance', 'a', { isSelected: true, outcome: 'failed' }), at('bybit', 'b', { isSelected: true, outcome: 'opened' }), at('bybit', 'c'), at('binance', 'd')];
      expect(planBy(signals, { openPerExchange: { bybit: 1 } }).selectedIds).toEqual(['d']);
    });

    test('tries no more than the best N and the reserve, and tells the others so at once', () => {
      const planned = planBy([signal('a'), signal('b'), signal('c'), signal('d')], { reserve: 1 });
      expect(planned).toMatchObject({ selectedIds: ['a', 'b'], outcomes: [{ signalId: 'd', outcome: 'skipped_limit', reason: 'it is behind the best 2 and the reserve of 1' }], isFinished: false });
    });

    test('counts neither what its lists forbid nor what a cap forbids into the reserve', () => {
      const signals = [at('binance', 'a'), at('binance', 'b'), at('binance', 'c'), at('bybit', 'd')];
      expect(planBy(signals, { reserve: 0, openPerExchange: { binance: 1 } }).selectedIds).toEqual(['a', 'd']);
      expect(planBy(signals, { reserve: 0, stopList: ['AUSDT'] }).selectedIds).toEqual(['b', 'c']);
    });

    test('opens what is on the white list, and the stop list goes before it', () => {
      const planned = planBy([signal('a'), signal('b'), signal('c')], { whiteList: ['AUSDT', 'BUSDT'], stopList: ['AUSDT'] });
      expect(planned.selectedIds).toEqual(['b']);
      expect(planned.outcomes).toEqual([
        { signalId: 'a', outcome: 'skipped_filter', reason: 'AUSDT is on the stop list' },
        { signalId: 'c', outcome: 'skipped_filter', reason: 'CUSDT is not on the white list' },
      ]);
    });

    describe('that filters by the market', () => {
      const filters = { volume1hMin: '50000' };
      const busy = { volume1h: num('50000') };

      test('skips a market with its figure, and gives its place to the reserve at the next look', () => {
        const read = facts({ 'binance.AUSDT': { volume1h: num('12000') }, 'binance.BUSDT': busy });
        expect(planBy([signal('a'), signal('b'), signal('c')], { open: 1, filters }, read)).toMatchObject({
          selectedIds: [], outcomes: [{ signalId: 'a', outcome: 'skipped_filter', reason: '1 h volume 12,000 is below 50,000' }], isFinished: false,
        });
        expect(planBy([signal('a', { outcome: 'skipped_filter' }), signal('b'), signal('c')], { open: 1, filters }, read).selectedIds).toEqual(['b']);
      });

      test('waits for what could not be read: neither opened, nor skipped, nor replaced', () => {
        const planned = planBy([signal('a'), signal('b'), signal('c')], { filters }, facts({ 'binance.BUSDT': busy, 'binance.CUSDT': busy }));
        expect(planned).toMatchObject({ selectedIds: ['b'], outcomes: [], unread: [{ symbol: 'AUSDT' }], isFinished: false });
      });

      test('waits until the signal is too old, and says what was missing', () => {
        const planned = planBy([signal('a')], { filters }, facts({}), 60_001);
        expect(planned).toMatchObject({ selectedIds: [], unread: [], outcomes: [{ outcome: 'skipped_filter', reason: expect.stringContaining('could not be read until then') }], isFinished: true });
      });

      test('names what of the reserve would have to be read, the next in line first', () => {
        const planned = planBy([signal('a'), signal('b'), signal('c'), signal('d')], { open: 1, filters }, facts({ 'binance.BUSDT': busy }));
        expect([planned.unread.map(({ symbol }) => symbol), planned.unreadReserve.map(({ symbol }) => symbol)]).toEqual([['AUSDT'], ['CUSDT', 'DUSDT']]);
      });
    });

    describe('that sizes by the balance', () => {
      const unsized = (name: string, changes: Partial<SignalRecord> = {}) => signal(name, { notional: null, ...changes });
      const key = 'binance.main.AUSDT';

      test('gives the selected signal its part, exactly, and no more than the policy lets it', () => {
        const sizeOf = (changes: Partial<WaveLimits>) => planBy([unsized('a')], { balanceFraction: '0.1', ...changes }, facts({}, { [key]: '1234.56789' })).sizes.map(({ notional }) => notional.toFixed());
        expect(sizeOf({})).toEqual(['123.456789']);
        expect(sizeOf({ balanceFraction: '0.3333333333' })).toEqual(['411.52262995']);
        expect(sizeOf({ notionalMax: '100' })).toEqual(['100']);
      });

      test('leaves a signal its own notional, and asks for no balance then', () => {
        expect(planBy([signal('a', { notional: num('200') })], { balanceFraction: '0.1' })).toMatchObject({ selectedIds: ['a'], sizes: [], unread: [] });
      });

      test('waits for a balance that could not be read', () => {
        expect(planBy([unsized('a')], { balanceFraction: '0.1' })).toMatchObject({ selectedIds: [], outcomes: [], unread: [{ symbol: 'AUSDT' }], isFinished: false });
      });

      test.each([
        ['0', {}, 'notional 0 (of 0 available) opens nothing'],
        ['120', { filters: { notionalMin: '50' } }, 'notional 12 (of 120 available) is below 50'],
      ])('skips what a balance of %s makes too small', (balance, changes, reason) => {
        expect(planBy([unsized('a')], { balanceFraction: '0.1', ...changes }, facts({}, { [key]: balance })).outcomes).toEqual([{ signalId: 'a', outcome: 'skipped_filter', reason }]);
      });
    });
  });
});
