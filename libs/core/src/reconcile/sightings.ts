import { type Decimal, decimalText } from '../decimal.ts';
import type { Leg } from '../key.ts';
import type { Step } from '../step.ts';
import type { Sighting } from '../views.ts';
import type { Sight } from './sight.ts';

/**
 * The second of two fresh reads (E4): null once the same thing was seen long enough ago, otherwise the steps that note
 * this sight and come back. Two reads count as two when they lie `readsApartMs` apart.
 */
export function awaitSecondSight(sight: Sight, leg: Leg, what: Sighting['what'], quantity: Decimal): Step[] | null {
  const { nowMs, sightings } = sight.records;
  const { readsApartMs } = sight.rules.bounds;
  const size = decimalText(quantity);
  const first = sightings.find((seen) => seen.leg === leg && seen.what === what && seen.quantity === size);
  if (first && nowMs - first.atMs >= readsApartMs) return null;
  const wait: Step = { type: 'wait', why: `${what} seen once; a second read must agree`, forMs: first ? readsApartMs - (nowMs - first.atMs) : readsApartMs };
  if (first) return [wait];
  // One sighting a leg: a newer thing seen replaces an older one that it contradicts.
  const others = sightings.filter((seen) => seen.leg !== leg);
  return [{ type: 'record', why: `${what} seen for the first time`, facts: { sightings: [...others, { leg, what, quantity: size, atMs: nowMs }] } }, wait];
}

/** Forgets what was seen of a leg once it is settled or contradicted. Empty when there is nothing to forget. */
export function forgetSightings(sight: Sight, leg: Leg): Step[] {
  const rest = sight.records.sightings.filter((seen) => seen.leg !== leg);
  return rest.length === sight.records.sightings.length ? [] : [{ type: 'record', why: 'what was seen once is settled', facts: { sightings: rest } }];
}
