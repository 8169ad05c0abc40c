import fc from 'fast-check';
import type { Leg } from '@breakwater/core';
import type { Happening } from './key-histories.ts';
import type { Fate } from './key-world.ts';

/** Histories of one key, drawn by fast-check: what can have happened to it before anybody looks, in any order. */

const anyParts = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 3 });
const anySide = fc.constantFrom('long' as const, 'short' as const);
const anyAuthor = fc.constantFrom('web_1', 'autoclose-17', 'adl_autoclose', 'settlement_autoclose-3');

function anyHappening(legs: readonly Leg[]): fc.Arbitrary<Happening> {
  const leg = fc.constantFrom(...legs);
  const sideOf = (on: Leg): fc.Arbitrary<'long' | 'short'> => (on === 'net' ? anySide : fc.constant(on));
  const entered = leg.chain((on) => fc.record({ what: fc.constant('entered' as const), leg: fc.constant(on), side: sideOf(on), parts: anyParts, seen: fc.constantFrom('all' as const, 'filled' as const, 'nothing' as const, 'given_up' as const) }));
  const failed = leg.chain((on) => fc.record({ what: fc.constant('failed_entry' as const), leg: fc.constant(on), side: sideOf(on), isExpired: fc.boolean() }));
  const size = fc.constantFrom('whole' as const, 'whole' as const, 'half' as const, 'double' as const);
  const price = fc.constantFrom('right' as const, 'right' as const, 'wrong' as const);
  const sighting = fc.constantFrom('flat' as const, 'orphan' as const, 'drift' as const);
  return fc.oneof(
    { weight: 4, arbitrary: entered },
    { weight: 1, arbitrary: failed },
    { weight: 4, arbitrary: fc.record({ what: fc.constant('stop' as const), leg, size, price, isSeen: fc.boolean(), isCancelIntended: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('refused_stop' as const), leg }) },
    { weight: 2, arbitrary: fc.record({ what: fc.constant('triggered' as const), leg }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('stop_taken_away' as const), leg }) },
    { weight: 4, arbitrary: fc.record({ what: fc.constant('traded' as const), leg, side: fc.constantFrom('buy' as const, 'sell' as const), parts: anyParts, by: anyAuthor }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('foreign_stop' as const), leg }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('price' as const), price: fc.constantFrom(96, 99, 100, 101, 104) }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('doubled' as const), leg }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('misremembered' as const), leg, quantity: fc.integer({ min: 1, max: 60 }) }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('closing' as const), leg }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('sighted' as const), leg, sighting, agoMs: fc.integer({ min: 0, max: 9_000 }) }) },
  );
}

export interface History {
  readonly legs: readonly Leg[];
  readonly happenings: readonly Happening[];
}

/** One-way or hedge mode; most begin with an entry, because without a position little can go wrong. */
export const anyHistory: fc.Arbitrary<History> = fc.constantFrom<readonly Leg[]>(['net'], ['net'], ['long', 'short']).chain((legs) => {
  const begun = anyHappening(legs).filter(({ what }) => what === 'entered' || what === 'traded' || what === 'failed_entry');
  return fc.record({
    legs: fc.constant(legs),
    happenings: fc.tuple(begun, fc.array(anyHappening(legs), { maxLength: 8 })).map(([first, rest]) => [first, ...rest]),
  });
});

/** What becomes of the first few requests; all later ones are answered, or nothing could ever come to rest. */
export const anyFates: fc.Arbitrary<readonly Fate[]> = fc.array(fc.constantFrom<Fate>('answered', 'denied', 'refused', 'lost', 'unsent'), { maxLength: 5 });
