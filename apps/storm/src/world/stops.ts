import type { Leg } from '@breakwater/core';
import { type ConditionalOrder, type OrderOrigin, type PositionBond, listOpenConditionalOrders } from '@breakwater/paper';
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
