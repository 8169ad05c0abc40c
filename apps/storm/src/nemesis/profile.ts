import { DEFAULT_BOUNDS, type Bounds } from '@breakwater/core';
import type { Dice } from '../time/dice.ts';
import { callFaults, type Front, fronts, type VenueFault, venueFaults } from './fault-names.ts';
import type { CallFault } from '../time/scheduler.ts';

/** How rough one storm is: each seed has a weather of its own, so that rare faults also come alone and together. */
export interface Profile {
  /** Chances of a million for each request to the venue. */
  readonly venue: readonly { readonly name: VenueFault; readonly perMillion: number }[];
  readonly venuePerMillion: number;
  /** Chances of a million for each port call. */
  readonly call: Readonly<Record<CallFault, number>>;
  /** Which fronts may come, at each step of the storm. */
  readonly fronts: readonly Front[];
  /** Longest one-way travel of a call to the venue, to Postgres and to Redis, in milliseconds. */
  readonly venueMsMax: number;
  readonly storeMsMax: number;
  readonly queueMsMax: number;
  /** How stale a listing may be, how long an order not findable and how late a fill, in milliseconds at most. */
  readonly staleMsMax: number;
  /** How the venue breaks the assumed bounds; null while it keeps to them. */
  readonly breach: Breach | null;
}

/** `late`: listings are staler, and orders and fills later than the bounds say. `untrue`: what was refused may have been carried out, besides. */
export type Breach = 'late' | 'untrue';

/** So many times the bound, where it is not kept to. */
const BEYOND = 4;

/** Draws the weather of one storm, within the assumed bounds or, by a breach, beyond them. */
export function drawProfile(dice: Dice, { notFindableMs }: Bounds, breach: Breach | null): Profile {
  const isRough = dice.chance(500_000);
  const venue = venueFaults.filter(() => dice.chance(isRough ? 500_000 : 200_000)).map((name) => ({ name, perMillion: dice.pick([1_000, 3_000, 8_000]) }));
  const rate = (): number => (dice.chance(400_000) ? dice.pick([300, 1_000, 3_000]) : 0);
  return {
    venue,
    venuePerMillion: venue.reduce((sum, { perMillion }) => sum + perMillion, 0),
    call: Object.fromEntries(callFaults.map((name) => [name, rate()])) as Record<CallFault, number>,
    fronts: fronts.filter(() => dice.chance(400_000)),
    venueMsMax: dice.pick([5, 30, 120]),
    storeMsMax: dice.pick([1, 4, 20]),
    queueMsMax: dice.pick([1, 5, 50]),
    staleMsMax: breach === null ? notFindableMs - 1 : notFindableMs * BEYOND,
    breach,
  };
}

/**
 * The assumed bounds at a scale at which a storm of a minute goes through all of them. The proportions are those of
 * production: windows shorter than the fence, two reads closer than the not-findable bound.
 */
export function drawBounds(dice: Dice): Bounds {
  const notFindableMs = dice.pick([2_000, 4_000, 8_000]);
  return {
    ...DEFAULT_BOUNDS,
    notFindableMs,
    heartbeatMsMax: dice.pick([3_000, 10_000]),
    readsApartMs: dice.pick([500, 1_500]),
    entryWindowMs: dice.pick([2_000, 5_000]),
    protectionWindowMs: dice.pick([1_500, 3_000]),
    leaseMs: dice.pick([1_500, 3_000]),
    bareMsMax: dice.pick([4_000, 10_000]),
    followEveryMs: 2_000,
    neverFilledHoldMs: notFindableMs + dice.pick([0, 4_000]),
  };
}
