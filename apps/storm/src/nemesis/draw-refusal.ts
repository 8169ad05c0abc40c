import type { Asks } from '../time/scheduler.ts';
import type { Dice } from '../time/dice.ts';
import type { Refusal, Venue } from '../world/venues/venue.ts';

/** A refusal that the venue may give to such a request although nothing is wrong with it. */
export function drawRefusal(dice: Dice, { refusals }: Pick<Venue, 'refusals'>, asks: Asks): Refusal {
  if (asks === 'stop') return dice.pick(refusals.stop);
  return dice.pick(asks === 'market' || asks === 'setting' ? refusals.market : refusals.any);
}

/**
 * An error that the venue answers although it has carried the request out: one that leaves open what became of it; or, where
 * the venue keeps to nothing, one that denies it.
 */
export function drawUntruth(dice: Dice, venue: Pick<Venue, 'refusals' | 'untruths'>, asks: Asks, mayDeny: boolean): Refusal {
  return mayDeny && dice.chance(500_000) ? drawRefusal(dice, venue, asks) : dice.pick(venue.untruths);
}
