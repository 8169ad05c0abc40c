import type { Leg } from '@breakwater/core';
import { type ConditionalOrder, type OrderOrigin, type PositionBond, findOrder, findPositionStop, listOpenConditionalOrders } from '@breakwater/paper';
import type { World } from './world.ts';

/** The waiting conditional orders of a leg, whoever placed them. */
export function stopsOf({ exchange, account }: World, symbol: string, leg: Leg): readonly ConditionalOrder[] {
  return listOpenConditionalOrders(exchange, account, symbol, exchange.clock.nowMs()).filter((stop) => stop.leg === leg);
}

/** Whether a request of the fleet placed it: what is a part of a position is somebody else's. */
export function isOfFleet({ origin, bond }: { readonly origin: OrderOrigin; readonly bond?: PositionBond }): boolean {
  return origin === 'client' && bond === undefined;
}

/** The waiting conditional orders of a leg that the fleet placed. */
export function ownStopsOf(world: World, symbol: string, leg: Leg): readonly ConditionalOrder[] {
  return stopsOf(world, symbol, leg).filter(isOfFleet);
}

/** The stop that is a part of a leg's position, if it stands where an entry of the fleet put it: one that was moved is its mover's. Null: there is none. */
export function findAttachedStop({ exchange, account, timeline }: World, symbol: string, leg: Leg): ConditionalOrder | null {
  const stop = findPositionStop(account, symbol, leg, 'stop');
  if (stop === null) return null;
  const entry = findOrder(exchange, account, symbol, { orderId: null, clientOrderId: stop.clientOrderId?.replace('#stop of ', '') ?? '' }, timeline.nowMs());
  return entry?.attached?.stop?.triggerPrice.eq(stop.triggerPrice) === true ? stop : null;
}
