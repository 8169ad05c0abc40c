import { describe, expect, test } from 'vitest';
import { aForeignReport, aLiveRow, anOrder, aReport, aReportOf, num } from '@breakwater/testing/builders';
import { DEFAULT_BOUNDS } from '../bounds.ts';
import { compareAccount, type LiveRow } from './compare-account.ts';

const stop = aReportOf(anOrder({ role: 'stop' }));
const attachedAt = (price: string) => aForeignReport({ list: 'position', kind: 'stop_market', clientOrderId: '', status: 'resting', closesPosition: true, quantity: null, triggerPrice: num(price) });
const view = { positions: [aReport()], orders: [stop] };
const found = (rows: readonly LiveRow[], seen = view) => compareAccount(rows, seen, DEFAULT_BOUNDS).findings.map(({ what }) => what);

describe('compareAccount', () => {
  test('finds nothing where both sides agree, however their numbers are written', () => {
    expect(found([aLiveRow()])).toEqual([]);
    expect(found([aLiveRow({ quantity: '5.000000000000000000' })])).toEqual([]);
  });

  test.each<[string, readonly LiveRow[], typeof view, readonly string[]]>([
    ['a position without a row', [], view, ['orphan', 'leftover_stop']],
    ['a row without a position', [aLiveRow()], { positions: [], orders: [] }, ['ghost']],
    ['a row whose position is reported as zero', [aLiveRow()], { positions: [aReport({ quantity: num('0') })], orders: [] }, ['ghost']],
    ['another size', [aLiveRow()], { ...view, positions: [aReport({ quantity: num('4') })] }, ['drift']],
    ['another side', [aLiveRow()], { ...view, positions: [aReport({ side: 'short' })] }, ['drift']],
    ['no stop', [aLiveRow()], { ...view, orders: [] }, ['bare']],
    ['a stop that the books do not know', [aLiveRow({ restingStopIds: [] })], view, ['bare']],
    ['two stops', [aLiveRow()], { ...view, orders: [stop, aReportOf(anOrder({ role: 'stop', generation: 2 }))] }, ['bare']],
    ['a stop of another size', [aLiveRow()], { ...view, orders: [{ ...stop, quantity: num('4') }] }, ['bare']],
    ['a stop of ours on a flat leg beside a live one', [aLiveRow()], { ...view, orders: [stop, { ...stop, leg: 'short' as const }] }, ['leftover_stop']],
    ['a stop that the entry brought along, and that nothing needs any more', [aLiveRow({ attachedStopPrice: '97.50' })], { ...view, orders: [stop, attachedAt('97.5')] }, ['leftover_stop']],
    ['no such stop where it was made after the entry’s was to go', [aLiveRow({ attachedStopPrice: '97.5', attachedStopGoneSinceMs: 1 })], { ...view, orders: [stop, { ...attachedAt('97.5'), createdAtMs: 1_000_000 }] }, []],
    ['no such stop where somebody has moved it', [aLiveRow({ attachedStopPrice: '97.5' })], { ...view, orders: [stop, attachedAt('96')] }, []],
    ['a row that is not settled', [aLiveRow({ status: 'closing' })], view, ['unsettled']],
    ['two rows for one key', [aLiveRow(), aLiveRow()], view, ['duplicate']],
  ])('finds %s', (_, rows, seen, what) => {
    expect(found(rows, seen)).toEqual(what);
  });

  test('leaves a row alone that is in the middle of a request', () => {
    expect(found([aLiveRow({ hasUnansweredIntent: true })], { positions: [], orders: [] })).toEqual([]);
  });

  test('has a young row looked at once it is old enough', () => {
    const inMs = (ageMs: number) => compareAccount([aLiveRow({ ageMs })], { positions: [], orders: [] }, DEFAULT_BOUNDS).findings[0]?.inMs;
    expect([inMs(500), inMs(2_000), inMs(9_000)]).toEqual([1_500, 0, 0]);
  });

  test('ignores flat positions, and stops of others', () => {
    expect(found([], { positions: [aReport({ quantity: num('0') })], orders: [aForeignReport({ kind: 'stop_market', status: 'resting' })] })).toEqual([]);
  });

  test('counts a stop that was taken over, by the name that its row has, also where it has no client id', () => {
    const rows = [aLiveRow({ restingStopIds: ['x-1'] })];
    expect(found(rows, { ...view, orders: [{ ...stop, clientOrderId: 'x-1' }] })).toEqual([]);
    expect(found(rows, { ...view, orders: [{ ...stop, clientOrderId: '', exchangeOrderId: 'x-1' }] })).toEqual([]);
    expect(found(rows, { ...view, orders: [{ ...stop, clientOrderId: 'x-2' }] })).toEqual(['bare']);
    expect(found(rows, { ...view, orders: [{ ...stop, clientOrderId: 'x-1', leg: 'short' }] })).toEqual(['bare']);
  });

  test('does not count what was taken over as a part of the position beside a newer stop of ours: nothing takes that away', () => {
    const part = aForeignReport({ list: 'position', kind: 'stop_market', clientOrderId: '', exchangeOrderId: 'uuid-1', status: 'resting', closesPosition: true, quantity: null });
    const rows = [aLiveRow({ restingStopIds: ['uuid-1', stop.clientOrderId] })];
    expect(found(rows, { ...view, orders: [part, stop] })).toEqual([]);
    expect(found([aLiveRow({ restingStopIds: ['uuid-1'] })], { ...view, orders: [part] })).toEqual([]);
    expect(found(rows, { ...view, orders: [part] })).toEqual(['bare']);
  });

  test('puts what costs money while it waits first', () => {
    const rows = [aLiveRow({ symbol: 'A', status: 'closing' }), aLiveRow({ symbol: 'B' }), aLiveRow({ symbol: 'C' })];
    expect(found(rows, { positions: [aReport({ symbol: 'B' }), aReport({ symbol: 'D' })], orders: [] })).toEqual(['bare', 'orphan', 'ghost', 'unsettled']);
  });

  test.each([
    ['four of four vanished', 4, 4, true],
    ['half of eight', 8, 4, true],
    ['three of three: too few to tell', 3, 3, false],
    ['four of nine', 9, 4, false],
  ])('brakes a pass that is rather a bad answer: %s', (_, rows, gone, isBraked) => {
    const live = Array.from({ length: rows }, (_unused, index) => aLiveRow({ symbol: `S${index}` }));
    const positions = live.slice(gone).map(({ symbol }) => aReport({ symbol }));
    expect(compareAccount(live, { positions, orders: [] }, DEFAULT_BOUNDS).isBraked).toBe(isBraked);
  });

  test('brakes from the share on that it is told', () => {
    const live = Array.from({ length: 20 }, (_, index) => aLiveRow({ symbol: `S${index}` }));
    const positions = live.slice(4).map(({ symbol }) => aReport({ symbol }));
    expect([20, 21].map((vanishedPercentMax) => compareAccount(live, { positions, orders: [] }, { vanishedPercentMax, fenceSkewMs: 1_500 }).isBraked)).toEqual([true, false]);
  });
});
