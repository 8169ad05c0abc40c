import { isTerminal } from '../order.ts';
import type { Leg } from '../key.ts';
import { cancelStep } from '../plan-stop.ts';
import type { Step } from '../step.ts';
import { ZERO } from '../decimal.ts';
import { awaitSecondSight, forgetSightings } from './sightings.ts';
import { reportOf, type Sight } from './sight.ts';

/**
 * Cancels stops of ours that rest on a flat key without a live row: one of them could close the *next* position. Only
 * after two flat reads, and only orders that our own books name (I11).
 */
export function cancelLeftoverStops(sight: Sight, leg: Leg): Step[] {
  const leftovers = sight.records.orders.filter((order) => {
    if (order.role !== 'stop' || isTerminal(order.status)) return false;
    const report = reportOf(sight, order.id);
    return report?.status === 'resting' && report.leg === leg;
  });
  if (leftovers.length === 0) return forgetSightings(sight, leg);
  return awaitSecondSight(sight, leg, 'flat', ZERO) ?? leftovers.map((order) => cancelStep(sight, null, order, 'its position is closed and the key is flat', 'E4'));
}
