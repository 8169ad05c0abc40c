import { type Decimal, decimalText } from '../decimal.ts';
import type { NewPage } from '../facts.ts';
import type { Leg } from '../key.ts';
import type { Step } from '../step.ts';
import type { Sighting } from '../views.ts';
import type { Sight } from './sight.ts';

type Note = 'told' | 'booked' | 'missed';

/**
 * The second of two fresh reads (E4): null once the same thing was seen long enough ago, otherwise the steps that note
 * this sight and come back. Two reads count as two when they lie `apartMs` apart.
 */
export function awaitSecondSight(
  sight: Sight,
  leg: Leg,
  what: Exclude<Sighting['what'], Note>,
  quantity: Decimal,
  apartMs: number = sight.rules.bounds.readsApartMs,
): Step[] | null {
  const { nowMs, sightings } = sight.records;
  const size = decimalText(quantity);
  const first = sightings.find((seen) => seen.leg === leg && seen.what === what && seen.quantity === size);
  const seenForMs = first === undefined ? 0 : nowMs - first.atMs;
  if (first !== undefined && seenForMs >= apartMs) return null;
  const wait: Step = { type: 'wait', why: `${what} seen once; a second read must agree`, forMs: apartMs - Math.max(0, seenForMs) };
  if (first !== undefined) return [wait];
  // One sighting a leg: a newer thing seen replaces an older one that it contradicts.
  const others = sightings.filter((seen) => seen.leg !== leg || isNote(seen));
  return [{ type: 'record', why: `${what} seen for the first time`, facts: { sightings: [...others, { leg, what, quantity: size, atMs: nowMs }] } }, wait];
}

/** When the thing that was seen twice was seen first, on the database's clock; null if it was not. */
export function firstSeenAtMs(sight: Sight, leg: Leg, what: Exclude<Sighting['what'], Note>): number | null {
  return sight.records.sightings.find((seen) => seen.leg === leg && seen.what === what)?.atMs ?? null;
}

/** Writes a page, once as long as the leg holds a position; nothing when its text was told already. */
export function tellOnce(sight: Sight, leg: Leg, page: NewPage): Step[] {
  if (hasNoted(sight, leg, 'told', page.text)) return [];
  return [{ type: 'record', why: `tell: ${page.text}`, facts: { pages: [page], sightings: withNote(sight, leg, 'told', page.text) } }];
}

/** Whether a note was made since the leg was last settled. */
export function hasNoted(sight: Sight, leg: Leg, what: Note, about: string): boolean {
  return notedForMs(sight, leg, what, about) !== null;
}

/** How long ago a note was made, in milliseconds of the database's clock; null if it was not since the leg was last settled. */
export function notedForMs(sight: Sight, leg: Leg, what: Note, about: string): number | null {
  const note = sight.records.sightings.find((seen) => seen.leg === leg && seen.what === what && seen.quantity === about);
  return note === undefined ? null : sight.records.nowMs - note.atMs;
}

/** How many different things may have been told of one leg before the oldest is forgotten: two troubles must not take turns. */
const TOLD_MAX = 4;

/** The key's sightings with a note about a leg: what was told adds up, any other note takes the place of the last of its kind. */
export function withNote(sight: Sight, leg: Leg, what: Note, about: string): Sighting[] {
  const ofKind = sight.records.sightings.filter((seen) => seen.leg === leg && seen.what === what);
  const kept = what === 'told' ? ofKind.filter((seen) => seen.quantity !== about).slice(1 - TOLD_MAX) : [];
  const others = sight.records.sightings.filter((seen) => !ofKind.includes(seen) || kept.includes(seen));
  return [...others, { leg, what, quantity: about, atMs: sight.records.nowMs }];
}

/**
 * Forgets what was seen of a leg once it is settled or contradicted; what was told is remembered for as long as it holds
 * a position. Empty when there is nothing to forget.
 */
export function forgetSightings(sight: Sight, leg: Leg, isHeld: boolean): Step[] {
  const rest = sight.records.sightings.filter((seen) => seen.leg !== leg || (isHeld && seen.what === 'told'));
  return rest.length === sight.records.sightings.length ? [] : [{ type: 'record', why: 'what was seen once is settled', facts: { sightings: rest } }];
}

function isNote(seen: Sighting): boolean {
  return seen.what === 'told' || seen.what === 'booked' || seen.what === 'missed';
}
