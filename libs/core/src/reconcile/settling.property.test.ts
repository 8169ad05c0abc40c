import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { happen, type Happening } from '@breakwater/testing/key-histories';
import { type Fate, KeyWorld } from '@breakwater/testing/key-world';
import type { Leg } from '../key.ts';

/** Carried out in full on a small model of books and exchange, from any start that a history can lead to. */

const anyParts = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 3 });
const anySide = fc.constantFrom('long' as const, 'short' as const);
const anyAuthor = fc.constantFrom('web_1', 'autoclose-17', 'adl_autoclose', 'settlement_autoclose-3');

const anyHappening = (legs: readonly Leg[]): fc.Arbitrary<Happening> => {
  const leg = fc.constantFrom(...legs);
  const sided = (make: (leg: Leg, side: 'long' | 'short') => fc.Arbitrary<Happening>) =>
    fc.tuple(leg, anySide).chain(([on, side]) => make(on, on === 'net' ? side : on));
  return fc.oneof(
    { weight: 4, arbitrary: sided((on, side) => fc.record({ what: fc.constant('entered' as const), leg: fc.constant(on), side: fc.constant(side), parts: anyParts, seen: fc.constantFrom('all' as const, 'filled' as const, 'nothing' as const, 'given_up' as const) })) },
    { weight: 1, arbitrary: sided((on, side) => fc.record({ what: fc.constant('failed_entry' as const), leg: fc.constant(on), side: fc.constant(side), isExpired: fc.boolean() })) },
    { weight: 4, arbitrary: fc.record({ what: fc.constant('stop' as const), leg, size: fc.constantFrom('whole' as const, 'whole' as const, 'half' as const, 'double' as const), price: fc.constantFrom('right' as const, 'right' as const, 'wrong' as const), isSeen: fc.boolean(), isCancelIntended: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('refused_stop' as const), leg }) },
    { weight: 2, arbitrary: fc.record({ what: fc.constant('triggered' as const), leg }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('stop_taken_away' as const), leg }) },
    { weight: 4, arbitrary: fc.record({ what: fc.constant('traded' as const), leg, side: fc.constantFrom('buy' as const, 'sell' as const), parts: anyParts, by: anyAuthor }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('foreign_stop' as const), leg }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('price' as const), price: fc.constantFrom(96, 99, 100, 101, 104) }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('doubled' as const), leg }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('misremembered' as const), leg, quantity: fc.integer({ min: 1, max: 60 }) }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('closing' as const), leg }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('sighted' as const), leg, sighting: fc.constantFrom('flat' as const, 'orphan' as const, 'drift' as const, 'told' as const, 'booked' as const), agoMs: fc.integer({ min: 0, max: 9_000 }) }) },
  );
};

const anyLegs = fc.constantFrom<readonly Leg[]>(['net'], ['net'], ['long', 'short']);
const anyHistory = anyLegs.chain((legs) => fc.tuple(fc.constant(legs), fc.array(anyHappening(legs), { minLength: 1, maxLength: 8 })));
const anyFates = fc.array(fc.constantFrom<Fate>('answered', 'denied', 'refused', 'lost', 'unsent'), { maxLength: 5 });

function worldOf(legs: readonly Leg[], history: readonly Happening[], fates: readonly Fate[] = []): KeyWorld {
  const left = [...fates];
  const world = new KeyWorld({ legs, fate: () => left.shift() ?? 'answered' });
  happen(world, history);
  return world;
}

describe('reconcile, carried out', () => {
  test('brings any key to rest, both sides in agreement and all protected', () => {
    fc.assert(
      fc.property(anyHistory, ([legs, history]) => {
        const world = worldOf(legs, history);
        world.settle();
        expect(world.faults()).toEqual([]);
      }),
      { numRuns: Number(process.env['RUNS'] ?? 300) },
    );
  });
});
