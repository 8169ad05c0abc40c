import { describe, expect, test } from 'vitest';
import { num } from '@breakwater/testing/builders';
import { happen, type Happening } from '@breakwater/testing/key-histories';
import { type Fate, KeyWorld } from '@breakwater/testing/key-world';
import { makeClientOrderId } from '../client-order-id.ts';
import type { SightRules } from './sight.ts';

/**
 * The classes of discrepancy that a decision can meet, each lived through: what happened, and how the books end. The
 * others (clocks, rates, wrong accounts, spellings, lost locks) never reach a decision.
 */

const bought = (parts: readonly number[] = [50], seen: 'all' | 'filled' | 'nothing' | 'given_up' = 'all'): Happening => ({ what: 'entered', leg: 'net', side: 'long', parts, seen });
const stopped = (changes: Partial<Extract<Happening, { what: 'stop' }>> = {}): Happening => ({ what: 'stop', leg: 'net', size: 'whole', price: 'right', isSeen: true, isCancelIntended: false, ...changes });
const traded = (side: 'buy' | 'sell', tenths: number, by = 'web_1'): Happening => ({ what: 'traded', leg: 'net', side, parts: [tenths], by });

interface Ending {
  readonly closings?: readonly string[];
  /** Side and quantity of the live row; null for none. */
  readonly row: string | null;
  readonly origin?: string;
  readonly pages?: number;
}

function live(history: readonly Happening[], rules: Partial<SightRules> = {}, fates: readonly Fate[] = []): KeyWorld {
  const left = [...fates];
  const world = new KeyWorld({ rules, fate: () => left.shift() ?? 'answered' });
  happen(world, history);
  world.settle();
  return world;
}

function endingOf(world: KeyWorld): Ending {
  const row = world.books.positions.find(({ status }) => status !== 'closed');
  return {
    closings: world.books.closings.map(({ reason }) => reason),
    row: row === undefined ? null : `${row.side} ${row.quantity.toFixed()}`,
    ...(row === undefined ? {} : { origin: row.origin }),
    pages: new Set(world.books.pages).size,
  };
}

const SIGNAL = { origin: 'signal', closings: [], pages: 0 };
const ADOPTED = { origin: 'adopted', pages: 0 };

describe('reconcile', () => {
  test.each<[string, readonly Happening[], Ending]>([
    ['1, 37 vanished: closed by a person', [bought(), stopped(), traded('sell', 50)], { closings: ['manual'], row: null, pages: 0 }],
    ['2 a position whose entry has no answer yet is that entry', [bought([50], 'nothing')], { ...SIGNAL, row: 'long 5' }],
    ['5 a position of somebody else', [traded('sell', 30)], { ...ADOPTED, closings: [], row: 'short 3' }],
    ['7 two rows for one position: the one that was entered stays', [bought(), stopped(), { what: 'doubled', leg: 'net' }], { ...SIGNAL, closings: ['duplicate'], row: 'long 5' }],
    ['10 smaller than the row: sold in part', [bought(), stopped(), traded('sell', 20)], { ...SIGNAL, row: 'long 3' }],
    ['11, 39 larger than the row: bought more', [bought(), stopped(), traded('buy', 20)], { ...SIGNAL, row: 'long 7' }],
    ['12 turned round: closed and adopted', [bought(), stopped(), traded('sell', 80)], { ...ADOPTED, closings: ['manual'], row: 'short 3' }],
    ['15 no stop', [bought()], { ...SIGNAL, row: 'long 5' }],
    ['17 a stop too small', [bought(), stopped({ size: 'half' })], { ...SIGNAL, row: 'long 5' }],
    ['18 a stop too large', [bought(), stopped({ size: 'double' })], { ...SIGNAL, row: 'long 5' }],
    ['20 a stop at the wrong price', [bought(), stopped({ price: 'wrong' })], { ...SIGNAL, row: 'long 5' }],
    ['21 three stops', [bought(), stopped(), stopped({ price: 'wrong' }), stopped()], { ...SIGNAL, row: 'long 5' }],
    ['22 a stop without a position', [bought([50], 'all'), stopped(), stopped({ isSeen: false }), { what: 'triggered', leg: 'net' }], { closings: ['stop'], row: null, pages: 0 }],
    ['23 a stop that triggered', [bought(), stopped(), { what: 'triggered', leg: 'net' }], { closings: ['stop'], row: null, pages: 0 }],
    ['23 a stop that triggered unseen and filled in part', [bought(), stopped({ size: 'half', isSeen: false }), { what: 'triggered', leg: 'net' }], { ...SIGNAL, row: 'long 2.5' }],
    ['24 a stop taken away', [bought(), stopped(), { what: 'stop_taken_away', leg: 'net' }], { ...SIGNAL, row: 'long 5' }],
    ['25 an entry without an answer that never arrived', [{ what: 'failed_entry', leg: 'net', side: 'long', isExpired: false }], { closings: ['never_filled'], row: null, pages: 0 }],
    ['26 an entry that was given up and filled late', [bought([50], 'given_up')], { ...SIGNAL, row: 'long 5' }],
    ['28 an entry filled in parts', [bought([10, 20, 20], 'filled')], { ...SIGNAL, row: 'long 5' }],
    ['32 fills that nobody booked', [bought([10, 20, 20], 'nothing'), traded('sell', 5)], { ...SIGNAL, row: 'long 4.5' }],
    ['33 liquidated', [bought(), stopped(), traded('sell', 50, 'autoclose-1760')], { closings: ['liquidation'], row: null, pages: 0 }],
    ['34 liquidated in part', [bought(), stopped(), traded('sell', 20, 'autoclose-1760')], { ...SIGNAL, row: 'long 3' }],
    ['35 deleveraged', [bought(), stopped(), traded('sell', 50, 'adl_autoclose')], { closings: ['adl'], row: null, pages: 0 }],
    ['36 settled', [bought(), stopped(), traded('sell', 50, 'settlement_autoclose-9')], { closings: ['settlement'], row: null, pages: 0 }],
    ['38 a stop moved by a person: ours is put back', [bought(), stopped({ price: 'wrong', isSeen: false })], { ...SIGNAL, row: 'long 5' }],
    ['53, 55 closing for too long', [bought(), stopped(), { what: 'closing', leg: 'net' }], { closings: ['emergency'], row: null, pages: 0 }],
    ['closed and opened again by a person between two looks', [bought(), stopped(), traded('sell', 50), traded('buy', 20)], { ...ADOPTED, closings: ['manual'], row: 'long 2' }],
    ['stopped out, then bought by a person', [bought(), stopped(), { what: 'triggered', leg: 'net' }, traded('buy', 20)], { ...ADOPTED, closings: ['stop'], row: 'long 2' }],
    ['the price beyond the stop', [bought(), { what: 'price', price: 97 }], { closings: ['emergency'], row: null, pages: 0 }],
    ['a late fill beside a newer row', [bought([50], 'given_up'), traded('sell', 50), bought([10])], { ...SIGNAL, row: 'long 1', pages: 1 }],
  ])('%s', (_, history, ending) => {
    const world = live(history);
    expect(world.faults()).toEqual([]);
    expect(endingOf(world)).toEqual({ origin: undefined, ...ending });
  });

  test('adopts to the digit a position of three fills and one part that was closed', () => {
    const world = new KeyWorld();
    const { exchange } = world;
    for (const [price, quantity] of [['100', '1.1'], ['101.5', '2.3'], ['99.25', '0.7']] as const) {
      exchange.price = num(price);
      exchange.trade('net', 'buy', [num(quantity)], 'web_1');
    }
    exchange.trade('net', 'sell', [num('1.6')], 'web_1');
    exchange.price = num('101');
    world.settle();
    const [row] = world.books.positions;
    expect([row?.quantity.toFixed(), row?.entryPrice?.eq(exchange.view().positions[0]!.entryPrice), world.books.fills.size]).toEqual(['2.5', true, 4]);
  });

  test('books what a stop earned or lost', () => {
    const world = live([bought(), stopped(), { what: 'price', price: 98 }]);
    expect(world.books.closings).toMatchObject([{ reason: 'stop' }]);
    expect([...world.books.fills.values()].map(({ realisedPnl }) => realisedPnl.toFixed())).toEqual(['0', '-10']);
  });

  test.each([
    ['adopt', 'adopted', 1, 0],
    ['protect-only', 'foreign', 1, 1],
    ['alert', undefined, 0, 1],
    ['ignore', undefined, 0, 0],
  ] as const)('does with a foreign position what the policy says: %s', (foreignPositions, origin, stops, pages) => {
    const world = live([traded('buy', 30)], { foreignPositions });
    expect([world.books.positions[0]?.origin, world.exchange.restingStops().length, world.books.pages.length]).toEqual([origin, stops, pages]);
    world.exchange.nowMs += 3_600_000;
    expect(world.settle()).toEqual([]);
  });

  test.each(['alert', 'ignore', 'protect-only'] as const)('adopts what orders of ours built and no row knows, although the policy for what is foreign is %s', (foreignPositions) => {
    const own = makeClientOrderId({ exchange: 'binance', account: 'main', deployment: 'test', role: 'entry', subject: 'lost', generation: 1 });
    const world = live([traded('buy', 30, own)], { foreignPositions });
    expect(world.books.positions.map(({ origin, quantity }) => [origin, quantity.toFixed()])).toEqual([['adopted', '3']]);
    expect([world.exchange.restingStops().length, world.books.pages.length]).toEqual([1, 0]);
  });

  test('never closes a foreign position, whatever the price', () => {
    const world = live([traded('buy', 30), { what: 'price', price: 96 }], { foreignPositions: 'protect-only' });
    expect([world.exchange.signed('net').toFixed(), world.books.positions[0]?.status, world.exchange.restingStops().length]).toEqual(['3', 'open', 0]);
    expect(world.settle()).toEqual([]);
  });

  test('takes its old stop away from a foreign position that it leaves alone', () => {
    const world = live([bought(), stopped(), traded('sell', 50), traded('buy', 20)], { foreignPositions: 'ignore' });
    expect([world.exchange.signed('net').toFixed(), world.exchange.restingStops().length, world.books.closings.map(({ reason }) => reason)]).toEqual(['2', 0, ['manual']]);
  });

  test('tells of an older stop that it cannot replace, once', () => {
    const world = live([bought(), stopped(), stopped({ price: 'wrong' })], {}, ['refused', 'refused', 'refused']);
    expect([world.exchange.restingStops().length, world.books.pages.length]).toEqual([2, 1]);
    expect(world.settle()).toEqual([]);
  });

  test('keeps both legs of a hedge apart', () => {
    const world = new KeyWorld({ legs: ['long', 'short'] });
    happen(world, [
      { what: 'entered', leg: 'long', side: 'long', parts: [50], seen: 'all' },
      { what: 'entered', leg: 'short', side: 'short', parts: [30], seen: 'filled' },
      { what: 'traded', leg: 'short', side: 'buy', parts: [30], by: 'autoclose-1' },
    ]);
    world.settle();
    expect(world.faults()).toEqual([]);
    expect(world.books.closings.map(({ reason }) => reason)).toEqual(['liquidation']);
  });
});
