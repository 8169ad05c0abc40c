import { describe, expect, test } from 'vitest';
import { chooseRow, type Evidence } from './choose-row.ts';
import type { LegacyPosition } from './legacy-rows.ts';

const row = (id: string, changes: Partial<LegacyPosition> = {}): LegacyPosition => ({
  ...{ id, symbol: 'TAGUSDT', exchange: 'binance', side: 'long', status: 'active', exchangeOrderId: null, signalId: null, exitReason: null },
  ...{ createdAt: null, updatedAt: null, closedAt: null },
  ...changes,
});
const of = (id: string, evidence: Partial<Omit<Evidence, 'row'>> = {}, changes: Partial<LegacyPosition> = {}): Evidence => ({ row: row(id, changes), orders: 0, trades: 0, isWanted: false, ...evidence });
const entered = { exchangeOrderId: 'x' };
const closed = (choice: ReturnType<typeof chooseRow>): unknown => (choice.type === 'undecided' ? 'undecided' : choice.closed.map(({ id, keptId, reason }) => `${id} ${reason} ${keptId}`));

describe('of the live rows of one key', () => {
  test.each([
    ['the one that has trades stays', [of('1', { orders: 3 }, entered), of('2', { orders: 1, trades: 1 }, entered)], ['1 duplicate_cleanup 2']],
    ['the one that has orders stays before one that knows its entry order', [of('1', {}, entered), of('2', { orders: 1 })], ['1 duplicate_cleanup 2']],
    ['the one with an entry order stays before one with a signal', [of('1', {}, { signalId: '5' }), of('2', {}, entered)], ['1 duplicate_cleanup 2']],
    ['the oldest stays where they are alike', [of('1', { orders: 1 }), of('2', { orders: 1 })], ['2 duplicate_cleanup 1']],
    ['all others close, three at a time too', [of('1'), of('2', { orders: 1, trades: 1 }), of('3')], ['1 duplicate_cleanup 2', '3 duplicate_cleanup 2']],
    ['one that is still being entered closes beside one that is open', [of('1', { orders: 1, trades: 1 }), of('2', {}, { status: 'entry_placed' })], ['2 duplicate_cleanup 1']],
    ['all close if nothing tells of any', [of('1'), of('2')], ['1 ghost_cleanup null', '2 ghost_cleanup null']],
    ['none is chosen if nothing tells of any, and one is still being entered', [of('1'), of('2', {}, { status: 'pending_entry' })], 'undecided'],
    ['none is chosen if two have trades: both may have been entered', [of('1', { trades: 1 }), of('2', { trades: 1 })], 'undecided'],
    ['none is chosen if those that have orders are of two sides', [of('1', { orders: 1 }), of('2', { orders: 1 }, { side: 'short' })], 'undecided'],
    ['a ghost of the other side closes all the same', [of('1', { orders: 1 }), of('2', {}, { side: 'short' })], ['2 duplicate_cleanup 1']],
    ['the one that a person names stays, whatever evidence says', [of('1', { trades: 1 }), of('2', { isWanted: true })], ['1 duplicate_cleanup 2']],
    ['none is chosen if a person names two', [of('1', { isWanted: true }), of('2', { isWanted: true })], 'undecided'],
  ])('%s', (_, twins, expected) => {
    expect(closed(chooseRow(twins))).toEqual(expected);
  });
});

describe('a live row without a twin', () => {
  test.each([
    ['stays if it has orders', of('1', { orders: 1 }), []],
    ['stays while it is being entered', of('1', {}, { status: 'pending_sl' }), []],
    ['is a ghost if nothing tells of it', of('1'), ['1 ghost_cleanup null']],
    ['stays if a person says so', of('1', { isWanted: true }), []],
    ['is for a person to decide if it knows its entry order, and no order is there', of('1', {}, entered), 'undecided'],
    ['is for a person to decide if it has trades, and no order is there', of('1', { trades: 2 }), 'undecided'],
  ])('%s', (_, alone, expected) => {
    expect(closed(chooseRow([alone]))).toEqual(expected);
  });
});
