import { ZERO } from '../decimal.ts';
import type { Leg } from '../key.ts';
import { isTerminal, type OrderRecord } from '../order.ts';
import { cancelStops } from '../closing-steps.ts';
import type { Step } from '../step.ts';
import { awaitSecondSight, forgetSightings } from './sightings.ts';
import { reportOf, type Sight } from './sight.ts';
import { isCancellable } from '../taken-over-stop.ts';

/**
 * Cancels stops of ours that rest on a flat key without a live row: one of them could close the *next* position. Only
 * after two flat reads, and only orders that our own books name (I11).
 */
export function cancelLeftoverStops(sight: Sight, leg: Leg): Step[] {
  const leftovers = restingStops(sight, leg);
  if (leftovers.length === 0) return forgetSightings(sight, leg, false);
  return awaitSecondSight(sight, leg, 'flat', ZERO) ?? cancelStops(sight, null, leftovers, 'its position is closed and the key is flat', 'E4', true);
}

/** The stops of ours that rest on a leg and do not go with its position. */
export function restingStops(sight: Sight, leg: Leg): OrderRecord[] {
  return sight.records.orders.filter((order) => {
    if (order.role !== 'stop' || isTerminal(order.status) || !isCancellable(order)) return false;
    const report = reportOf(sight, order.id);
    return report?.status === 'resting' && report.leg === leg;
  });
}
