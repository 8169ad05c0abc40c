import { isAhead } from '../ahead.ts';
import { ownOrderRole } from '../client-order-id.ts';
import { toTick } from '../market.ts';
import { closingSide, isReportOf, type OrderReport } from '../order.ts';
import type { PositionReport } from '../position.ts';
import type { Sight } from '../reconcile/sight.ts';
import type { OldPosition } from './old-position.ts';

/** Stops of others that rest on a position: those that are the old bot's, the one to keep first, and the rest. */
export interface OldStops {
  readonly taken: readonly OrderReport[];
  readonly others: readonly OrderReport[];
}

/**
 * Which resting stops an import takes over: those whose order the old books name, by id or by the trigger price that they have for the
 * position, and those that the operator names (`named`, by id). Anybody else's stay theirs (I11).
 *
 * The one to keep is whole, then tighter, then younger.
 */
export function findOldStops(sight: Sight, report: PositionReport, old: OldPosition, named: ReadonlySet<string>): OldStops {
  const resting = sight.view.orders.filter((order) => mayProtect(order, report) && !isKnown(sight, order));
  const price = old.stopPrice === null ? [] : [toTick(sight.market, old.stopPrice, 'up'), toTick(sight.market, old.stopPrice, 'down')];
  const ids = new Set([...old.orderIds, ...named]);
  const isOld = (order: OrderReport): boolean => ids.has(order.exchangeOrderId) || ids.has(order.clientOrderId) || price.some((one) => order.triggerPrice?.eq(one) === true);
  const isWhole = (order: OrderReport): boolean => order.closesPosition || order.quantity?.eq(report.quantity) === true;
  const byMerit = (a: OrderReport, b: OrderReport): number =>
    Number(isWhole(b)) - Number(isWhole(a)) || isTighter(report, b, a) - isTighter(report, a, b) || b.createdAtMs - a.createdAtMs || (a.exchangeOrderId < b.exchangeOrderId ? -1 : 1);
  return { taken: resting.filter(isOld).toSorted(byMerit), others: resting.filter((order) => !isOld(order)) };
}

/** A stop at market that can only reduce this very leg; one of which the exchange does not tell what triggers it (a row of Bybit's that lists no order) has no id to go by. */
function mayProtect(order: OrderReport, report: PositionReport): boolean {
  const reduces = order.reduceOnly || order.closesPosition || order.leg !== 'net';
  return order.kind === 'stop_market' && order.status === 'resting' && order.leg === report.leg && order.side === closingSide(report.side) && reduces && order.triggerPrice !== null && order.triggerType !== null;
}

function isKnown({ records }: Sight, order: OrderReport): boolean {
  return ownOrderRole(order.clientOrderId) !== null || records.orders.some((known) => known.role !== 'foreign' && isReportOf(order, known));
}

function isTighter({ side }: PositionReport, a: OrderReport, b: OrderReport): number {
  return a.triggerPrice !== null && b.triggerPrice !== null && isAhead(side, a.triggerPrice, b.triggerPrice) ? 1 : 0;
}
