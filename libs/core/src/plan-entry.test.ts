import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aFlatReport, aForeignReport, aMarket, anOrder, aPosition, aReport, aReportOf, aSignal, aView, NOW_MS, num, someRecords } from '@breakwater/testing/builders';
import { decimal, decimalText } from './decimal.ts';
import type { Market } from './market.ts';
import { type EntryRules, planEntry, toStopRule } from './plan-entry.ts';
import { positionIdOf } from './own-orders.ts';
import type { SignalRecord } from './signal.ts';
import type { KeyRecords, KeyView, SymbolSettings } from './views.ts';

interface Given {
  readonly signal?: Partial<SignalRecord>;
  readonly records?: Partial<KeyRecords>;
  readonly view?: Partial<KeyView>;
  readonly settings?: Partial<SymbolSettings>;
  readonly market?: Partial<Market>;
  readonly rules?: Partial<EntryRules>;
}

const plan = ({ signal, records, view, settings, market, rules }: Given = {}) =>
  planEntry(aSignal(signal), someRecords({ signal: aSignal(signal), ...records }), aView({ markPrice: num('100'), ...view }), { leverage: 1, marginMode: 'isolated', ...settings }, aMarket(market), {
    deployment: 'test',
    marginMode: 'isolated',
    stop: { percent: '3' },
    mode: 'trade',
    positionMode: 'one-way',
    entrySlippagePercentMax: null,
    attachedStopTrigger: null,
    ...rules,
  });

describe('planEntry', () => {
  test('has the entry bring a stop along where the exchange knows such, and the row says at which price', () => {
    const attachedStop = { triggerPrice: '98', triggerType: 'last' };
    for (const entrySlippagePercentMax of [null, '0.5']) {
      expect(plan({ rules: { attachedStopTrigger: 'last', entrySlippagePercentMax } })).toMatchObject({ request: { attachedStop }, newOrder: { triggerPrice: num('98'), triggerType: 'last' } });
    }
    expect(plan()).not.toMatchObject({ request: { attachedStop: expect.anything() } });
  });

  test('places one order for what the notional buys, and a row that is not yet open', () => {
    expect(plan()).toMatchObject({
      type: 'place',
      request: { type: 'market', side: 'buy', quantity: '2', reduceOnly: false },
      newPosition: { id: positionIdOf(aSignal()), status: 'opening', origin: 'signal', signalId: 'signal-1', entryPrice: null, stopRule: { percent: '2' } },
      newOrder: { role: 'entry', status: 'planned', generation: 1 },
    });
  });

  test('sells to open a short, and takes the stop of the account when the signal has none', () => {
    expect(plan({ signal: { side: 'short', stopRule: null } })).toMatchObject({ request: { side: 'sell' }, newPosition: { side: 'short', stopRule: { percent: '3' } } });
  });

  test.each([
    ['long', 'buy', '0.5', '100.5'],
    ['short', 'sell', '0.5', '99.5'],
    // Rounded towards the price: never further than was allowed.
    ['long', 'buy', '0.126', '100.12'],
    ['short', 'sell', '0.126', '99.88'],
  ] as const)('limits how far a %s may slip, and gives up what it does not get there', (side, orderSide, entrySlippagePercentMax, price) => {
    const given = plan({ signal: { side }, view: { lastPrice: num('100') }, rules: { entrySlippagePercentMax } });
    expect(given).toMatchObject({ type: 'place', request: { type: 'limit_ioc', side: orderSide, quantity: '2', price, reduceOnly: false }, newOrder: { role: 'entry', list: 'plain' } });
  });

  test('gives an entry one client order id, limited or not: a signal has one entry', () => {
    const idOf = (entrySlippagePercentMax: string | null) => (plan({ rules: { entrySlippagePercentMax } }) as { newOrder: { clientOrderId: string } }).newOrder.clientOrderId;
    expect(idOf('0.5')).toBe(idOf(null));
  });

  test('waits for a last price to limit the entry by', () => {
    expect(plan({ view: { lastPrice: num('0') }, rules: { entrySlippagePercentMax: '0.5' } })).toMatchObject({ type: 'wait', why: expect.stringContaining('no last price') });
  });

  test('skips when no price within the limit lies on the tick', () => {
    const given = plan({ view: { lastPrice: num('0.005'), markPrice: num('100') }, rules: { entrySlippagePercentMax: '0.5' } });
    expect(given).toMatchObject({ type: 'skip', outcome: 'skipped_filter', reason: 'no price within 0.5 percent of 0.005 lies on the tick 0.01' });
  });

  test.each([
    ['another signal comes first by now', aSignal({ id: 'signal-2' })],
    ['the signal was ended meanwhile', null],
  ])('waits for the next look when %s: age and cool-down are of the first one', (_why, first) => {
    expect(plan({ records: { signal: first, signalExpiresAtMs: NOW_MS - 1, cooldownUntilMs: NOW_MS + 1 } })).toMatchObject({ type: 'wait', forMs: 0, why: expect.stringContaining('comes first') });
  });

  test.each<[string, Given, string, string]>([
    ['the account only observes', { rules: { mode: 'observe' } }, 'skipped_filter', 'in mode observe'],
    ['the account only protects', { rules: { mode: 'protect' } }, 'skipped_filter', 'in mode protect'],
    ['the symbol is quarantined', { records: { quarantineReason: 'it did not settle' } }, 'skipped_filter', 'quarantined'],
    ['the signal has waited too long', { records: { signalExpiresAtMs: NOW_MS } }, 'skipped_filter', 'older than'],
    ['the symbol cools down', { records: { cooldownUntilMs: NOW_MS + 1 } }, 'skipped_filter', 'cooling down'],
    ['a row is open', { records: { positions: [aPosition({ signalId: 'another' })] } }, 'skipped_duplicate', 'is open'],
    ['a row is still opening', { records: { positions: [aPosition({ signalId: 'another', status: 'opening' })] } }, 'skipped_duplicate', 'is opening'],
    ['a row is closing', { records: { positions: [aPosition({ signalId: null, status: 'closing' })] } }, 'skipped_duplicate', 'is closing'],
    ['the exchange holds a position that no row knows', { view: { positions: [aReport({ quantity: num('0.1') })] } }, 'skipped_duplicate', 'no row knows'],
    ['its entry was sent before', { records: { positions: [aPosition({ status: 'closed', closeReason: 'never_filled' })] } }, 'failed', 'is not sent again'],
    ['a foreign stop could close it', { view: { orders: [aForeignReport({ kind: 'stop_market', status: 'resting' })] } }, 'skipped_filter', 'foreign order (web_1)'],
    ['nobody says how much', { signal: { notional: null } }, 'failed', 'no notional'],
    ['nobody says at which leverage', { signal: { leverage: null } }, 'failed', 'leverage'],
    ['it is too small', { signal: { notional: num('4') } }, 'skipped_filter', 'below the minimum'],
    ['the stop is on the wrong side', { signal: { stopRule: { price: '101' } } }, 'skipped_filter', 'not on the losing side'],
    ['the other leg forbids a change of leverage', { signal: { key: { ...aSignal().key, leg: 'long' } }, settings: { leverage: 5 }, rules: { positionMode: 'hedge' }, view: { positions: [aFlatReport({ leg: 'long' }), aReport({ leg: 'short', side: 'short' })] } }, 'skipped_filter', 'other leg'],
  ])('skips when %s', (_, given, outcome, reason) => {
    expect(plan(given)).toMatchObject({ type: 'skip', outcome, reason: expect.stringContaining(reason) });
  });

  test.each<[string, Given, string]>([
    ['its own entry is under way: it is no duplicate of itself', { records: { positions: [aPosition({ status: 'opening' })] } }, 'its own position'],
    ['its own entry is under way, although the signal is too old by now', { records: { positions: [aPosition({ status: 'opening' })], signalExpiresAtMs: NOW_MS } }, 'its own position'],
    ['its own entry is under way, although the account only protects by now', { records: { positions: [aPosition({ status: 'opening' })] }, rules: { mode: 'protect' } }, 'its own position'],
    ['the leg was not answered for', { view: { positions: [] } }, 'said nothing of leg net'],
    ['a stop of ours is still to be cancelled', { records: { orders: [anOrder({ role: 'stop', positionId: 'gone' })] }, view: { orders: [aReportOf(anOrder({ role: 'stop', positionId: 'gone' }))] } }, 'still rests'],
    ['there is no price', { view: { markPrice: num('0') } }, 'no mark price'],
  ])('waits when %s', (_, given, why) => {
    expect(plan(given)).toMatchObject({ type: 'wait', why: expect.stringContaining(why) });
  });

  const HEDGED = [aFlatReport({ leg: 'long' }), aFlatReport({ leg: 'short', side: 'short' })];
  const legged = (leg: 'net' | 'long' | 'short', side: 'long' | 'short') => ({ key: { ...aSignal().key, leg }, side });

  test.each(['long', 'short'] as const)('enters the %s leg of an account in hedge mode, whatever the other leg holds', (side) => {
    const other = side === 'long' ? 'short' : 'long';
    const view = { positions: [aFlatReport({ leg: side, side }), aReport({ leg: other, side: other })] };
    const rows = { positions: [aPosition({ leg: other, side: other, signalId: 'another' })] };
    const planned = plan({ signal: { ...legged(side, side), stopRule: { percent: '2' } }, view, records: rows, rules: { positionMode: 'hedge' } });
    expect(planned).toMatchObject({ type: 'place', request: { leg: side, side: side === 'long' ? 'buy' : 'sell' }, newPosition: { leg: side, side } });
  });

  test.each<[string, Given, string]>([
    ['hedge mode, configured for one-way', { view: { positions: HEDGED } }, 'in hedge mode, and configured for one-way'],
    // Binance tells the net leg, too: it is no leg to enter.
    ['hedge mode, configured for one-way, and a net leg is told', { view: { positions: [aFlatReport(), ...HEDGED] } }, 'in hedge mode, and configured for one-way'],
    ['one-way mode, configured for hedge', { signal: legged('long', 'long'), rules: { positionMode: 'hedge' } }, 'in one-way mode, and configured for hedge'],
  ])('skips at once, and tells a human, when the account is in %s', (_, given, reason) => {
    expect(plan(given)).toMatchObject({ type: 'skip', outcome: 'skipped_filter', reason: expect.stringContaining(reason), page: { subject: 'position-mode.binance.main' } });
  });

  test.each<[string, Given]>([
    ['net, in hedge mode', { rules: { positionMode: 'hedge' }, view: { positions: [aFlatReport(), ...HEDGED] } }],
    ['long, in one-way mode', { signal: legged('long', 'long') }],
    ['of the other side', { signal: legged('short', 'long'), rules: { positionMode: 'hedge' }, view: { positions: HEDGED } }],
  ])('skips a signal at once whose leg is %s', (_, given) => {
    expect(plan(given)).toMatchObject({ type: 'skip', outcome: 'skipped_filter', reason: expect.stringMatching(/taken in for leg \w+, and the account is in \S+ mode since/) });
  });

  test('says when it was the exchange that caught a duplicate, and not the books', () => {
    expect(plan({ records: { positions: [aPosition({ signalId: 'another' })] } })).not.toHaveProperty('caughtBy');
    expect(plan({ view: { positions: [aReport({ quantity: num('0.1') })] } })).toMatchObject({ outcome: 'skipped_duplicate', caughtBy: 'exchange' });
  });

  test('sets margin mode, then leverage, before anything is sent', () => {
    expect(plan({ settings: { leverage: 5, marginMode: 'cross' } })).toMatchObject({ type: 'configure', request: { kind: 'margin_mode', mode: 'isolated' } });
    expect(plan({ settings: { leverage: 5 } })).toMatchObject({ type: 'configure', request: { kind: 'leverage', leverage: 1 } });
  });

  test('does not mind another leg, a past cool-down or a foreign limit order', () => {
    const other = { records: { positions: [aPosition({ leg: 'short', side: 'short' as const, signalId: 'another' })], cooldownUntilMs: NOW_MS }, view: { orders: [aForeignReport({ kind: 'limit', status: 'resting' })] } };
    expect(plan(other).type).toBe('place');
  });
});

test('an entry never costs more than its notional, and lies on the step', () => {
  const anyNumber = fc.integer({ min: 1, max: 10 ** 7 }).map((cents) => decimal(String(cents)).times(decimal('0.001')));
  fc.assert(
    fc.property(anyNumber, anyNumber, fc.constantFrom('0.001', '0.1', '1', '10'), (notional, price, step) => {
      const planned = plan({ signal: { notional }, view: { markPrice: price }, market: { step: num(step), quantityMin: num('0'), notionalMin: num('0'), marketQuantityMax: num('1000000000'), tick: num('0.00001') } });
      if (planned.type !== 'place') return;
      const quantity = planned.newPosition.quantity;
      expect(quantity.times(price).lte(notional) && quantity.plus(num(step)).times(price).gt(notional)).toBe(true);
      expect(quantity.mod(num(step)).eq('0') && planned.request.kind === 'place' && planned.request.quantity === decimalText(quantity)).toBe(true);
    }),
  );
});

test.each([
  [{ percent: '2' }, { percent: '2' }],
  [{ price: '0.5' }, { price: '0.5' }],
  [{}, null],
  [{ percent: '2', price: '1' }, null],
  [{ percent: '0' }, null],
  [{ percent: '-1' }, null],
  [{ price: '1e3' }, null],
])('reads the stop rule %j as %j', (value, rule) => {
  expect(toStopRule(value)).toEqual(rule);
});
