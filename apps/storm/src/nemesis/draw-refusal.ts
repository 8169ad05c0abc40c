import type { Asks } from '../time/scheduler.ts';
import type { Dice } from '../time/dice.ts';
import type { Refusal, Venue } from '../world/venues/venue.ts';

/** A refusal that the venue may give to such a request although nothing is wrong with it. */
export function drawRefusal(dice: Dice, { refusals }: Pick<Venue, 'refusals'>, asks: Asks): Refusal {
  if (asks === 'stop') return dice.pick(refusals.stop);
  return dice.pick(asks === 'market' || asks === 'setting' ? refusals.market : refusals.any);
}
