import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyFates, anyHistory, type History } from '@breakwater/testing/any-history';
import { increases } from '@breakwater/testing/key-exchange';
import { happen } from '@breakwater/testing/key-histories';
import { type Fate, KeyWorld } from '@breakwater/testing/key-world';
import { sumOf, ZERO } from '../decimal.ts';
import { isLive } from '../position.ts';
import type { Sight } from './sight.ts';
import { lifeOf } from './life.ts';
import { reconcile } from './reconcile.ts';

/**
 * Laws of decisions that are carried out: on a small model of books and exchange, from any start that a history can
 * lead to, by the loop that the engine runs.
 */

const RUNS = { numRuns: 100 };

function worldOf({ legs, happenings }: History, fates: readonly Fate[] = []): KeyWorld {
  const left = [...fates];
  const world = new KeyWorld({ legs, fate: () => left.shift() ?? 'answered' });
  happen(world, happenings);
  return world;
}

describe('reconcile, carried out', { timeout: 30_000 }, () => {
  test('brings any key to rest: both sides agree, and all is protected by one stop', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const world = worldOf(history);
        world.settle();
        expect(world.faults()).toEqual([]);
      }),
      RUNS,
    );
  });

  test('brings any key to rest when requests are denied, refused or lost on the way', () => {
    fc.assert(
      fc.property(anyHistory, anyFates, (history, fates) => {
        const world = worldOf(history, fates);
        world.settle();
        expect(world.faults()).toEqual([]);
      }),
      RUNS,
    );
  });

  test('does nothing the second time', () => {
    fc.assert(
      fc.property(anyHistory, anyFates, (history, fates) => {
        const world = worldOf(history, fates);
        world.settle();
        expect(world.settle()).toEqual([]);
      }),
      RUNS,
    );
  });

  test('never sends what could increase exposure', () => {
    fc.assert(
      fc.property(anyHistory, anyFates, (history, fates) => {
        const world = worldOf(history, fates);
        world.settle();
        for (const { send, sight } of world.sent) {
          for (const report of sight.view.positions) expect(increases(send.request, report.side === 'long' ? report.quantity : ZERO.minus(report.quantity))).toBe(false);
        }
      }),
      RUNS,
    );
  });

  test('never cancels the last stop of a live position, nor its newest', () => {
    fc.assert(
      fc.property(anyHistory, anyFates, (history, fates) => {
        const world = worldOf(history, fates);
        world.settle();
        for (const { send, sight } of world.sent) if (send.cancelsOrderId !== null) expect(stopsLeft(sight, send.cancelsOrderId)).not.toBe(0);
      }),
      RUNS,
    );
  });

  test('books every execution of what it keeps, and of every order of ours', () => {
    fc.assert(
      fc.property(anyHistory, anyFates, (history, fates) => {
        const world = worldOf(history, fates);
        world.settle();
        const executions = world.exchange.executions(0);
        for (const report of world.exchange.view().positions.filter(({ quantity }) => quantity.gt(ZERO))) {
          // What others added and took away again between two looks leaves no trace but itself.
          const unbooked = (lifeOf(report, executions) ?? []).filter(({ fill }) => !world.books.fills.has(fill.tradeId));
          expect(sumOf(unbooked.map(({ fill }) => (fill.side === 'buy' ? fill.quantity : ZERO.minus(fill.quantity)))).toFixed()).toBe('0');
        }
        for (const order of world.books.orders.filter(({ role }) => role !== 'foreign')) {
          const live = world.books.positions.find(({ id, status }) => id === order.positionId && isLive(status));
          if (live) expect(order.executedQuantity.gt(ZERO) ? world.bookedAtExchange(order).toFixed() : '0').toBe(order.executedQuantity.toFixed());
        }
      }),
      RUNS,
    );
  });

  test('leaves a leg alone that the exchange did not answer for', () => {
    fc.assert(
      fc.property(anyHistory, ({ legs, happenings }) => {
        const world = worldOf({ legs, happenings });
        const sight = world.sight({ executions: world.exchange.executions(0) });
        const unanswered = { ...sight, view: { ...sight.view, positions: [] } };
        const touched = reconcile(unanswered).filter((step) => step.type === 'send' || (step.type === 'record' && step.why !== 'orders changed at the exchange'));
        expect(touched).toEqual([]);
      }),
      RUNS,
    );
  });

  test('does not depend on the order in which rows, orders, reports and executions arrive', () => {
    fc.assert(
      fc.property(anyHistory, anyFates, fc.integer({ min: 1, max: 5 }), (history, fates, turn) => {
        const world = worldOf(history, fates);
        world.onSight = (sight) => expect(reconcile(turned(sight, turn))).toEqual(reconcile(sight));
        world.settle();
      }),
      RUNS,
    );
  });

  test('does not miss in a row what an earlier one of the leg booked and others took away again', () => {
    const given = { what: 'entered', leg: 'net', side: 'long', parts: [7, 13], seen: 'given_up' } as const;
    const taken = { what: 'traded', leg: 'net', side: 'sell', parts: [5, 15], by: 'web_1' } as const;
    const world = worldOf({ legs: ['net'], happenings: [given, taken, { ...given, parts: [1], seen: 'nothing' }] });
    world.settle();
    expect(world.settle()).not.toContain('the executions are still missing');
  });

  test('decides the same twice, and under the same ids', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const [one, other] = [worldOf(history), worldOf(history)];
        one.settle();
        other.settle();
        expect(other.sent.map(({ send }) => send.request)).toEqual(one.sent.map(({ send }) => send.request));
        expect(other.books.positions.map(({ id }) => id)).toEqual(one.books.positions.map(({ id }) => id));
      }),
      RUNS,
    );
  });
});

/** How many newer stops rest for the position of a stop that is cancelled; null when there is no live position of it. */
function stopsLeft(sight: Sight, orderId: string): number | null {
  const order = sight.records.orders.find(({ id }) => id === orderId);
  const row = sight.records.positions.find(({ id, status }) => id === order?.positionId && isLive(status));
  const report = sight.view.positions.find(({ leg }) => leg === row?.leg);
  if (order === undefined || row === undefined || report === undefined || report.quantity.eq(ZERO) || report.side !== row.side) return null;
  const newer = sight.records.orders.filter((other) => other.role === 'stop' && other.positionId === row.id && other.generation > order.generation && other.cancelIntendedAtMs === null);
  return newer.filter((other) => sight.view.orders.some(({ clientOrderId, quantity }) => clientOrderId === other.clientOrderId && quantity?.gte(report.quantity))).length;
}

function turned(sight: Sight, by: number): Sight {
  const turn = <T>(list: readonly T[]): T[] => [...list.slice(by % (list.length || 1)), ...list.slice(0, by % (list.length || 1))].reverse();
  return {
    ...sight,
    records: { ...sight.records, positions: turn(sight.records.positions), orders: turn(sight.records.orders), intents: turn(sight.records.intents) },
    view: { ...sight.view, positions: turn(sight.view.positions), orders: turn(sight.view.orders) },
    executions: sight.executions === null ? null : turn(sight.executions),
  };
}
