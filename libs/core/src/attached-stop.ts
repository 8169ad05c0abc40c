import type { Bounds } from './bounds.ts';
import { attachedStopName } from './client-order-id.ts';
import { cancelledForMs } from './closing-steps.ts';
import { ZERO } from './decimal.ts';
import { closingSide, type OrderRecord, type OrderReport } from './order.ts';
import type { PositionRecord } from './position.ts';
import { standingStop } from './plan-stop.ts';
import type { Sight } from './reconcile/sight.ts';
import type { Step } from './step.ts';
import type { Execution } from './views.ts';

/**
 * Takes the stop away that an entry brought along (Bybit v5, POST /v5/order/create, `stopLoss`: the exchange makes it a part of the position in the
 * instant of the first fill, so no time passes without one). It is a bridge. Its price was set before that of the fill was known, and it has no
 * client id, so nothing tells it from one that a person sets: once a stop of ours rests as planned, and nothing else is to be done, it goes.
 *
 * It is ours for as long as it stands where the entry put it; one that was moved, or made since it was to go, is somebody's (I11). Where it does not go, be it that the exchange
 * refuses, that nobody hears, or that a list lags, it is left until no read can be that old: one stop more than needed does little harm.
 */
export function clearAttachedStop(sight: Sight, position: PositionRecord): Step[] {
  const entry = sight.records.orders.find((order) => order.role === 'entry' && order.positionId === position.id);
  if (entry === undefined || position.status !== 'open' || !sight.view.orders.some((report) => isAttachedBy(entry, position, report) && !isMadeSince(entry.cancelIntendedAtMs, report, sight.rules.bounds))) return [];
  const report = sight.view.positions.find(({ leg, side }) => leg === position.leg && side === position.side);
  // A look that shows nothing held beside a stop that is a part of it is older on one side than on the other.
  const keep = report === undefined || report.quantity.eq(ZERO) ? null : standingStop(sight, position, report.quantity);
  if (keep === null) return [];
  const forMs = cancelledForMs(sight, entry);
  if (forMs > 0) return [{ type: 'wait', why: 'the stop that the entry brought along is being taken away', forMs, isRoutine: true }];
  return [
    {
      type: 'send',
      why: `take the stop away that the entry brought along: stop ${keep.order.clientOrderId} rests and replaces it`,
      send: {
        request: { kind: 'position_stop', symbol: sight.key.symbol, leg: position.leg },
        newOrder: null,
        // The entry stands for what it brought along, which has no row of its own.
        cancelsOrderId: entry.id,
        closesPositionId: null,
        positionId: position.id,
        evidence: 'E1',
        mayBreakQuiet: false,
        mayCancelNewest: false,
      },
    },
  ];
}

/**
 * The name of the order that an execution belongs to: its client id; where it is the stop that an entry of ours brought along, the name
 * that says so (`attachedStopName`). Empty for an order that somebody else did not name, or that cannot be read.
 */
export function executedOrderName({ records }: Sight, { order }: Pick<Execution, 'order'>): string {
  if (order === null || order.triggerPrice === null || order.list !== 'plain' || order.clientOrderId !== '') return order?.clientOrderId ?? '';
  const entry = records.orders.find((one) => one.role === 'entry' && one.side !== order.side && one.triggerPrice?.eq(order.triggerPrice!));
  return entry === undefined ? '' : attachedStopName(entry.clientOrderId);
}

/**
 * Whether a stop that is a part of a position was made after the one was to go that the entry had brought along: whoever made it, it was not the
 * entry, be its price the same or not. The one time is of our database's clock, the other of the exchange's.
 */
export function isMadeSince(goneSinceMs: number | null, { createdAtMs }: Pick<OrderReport, 'createdAtMs'>, { fenceSkewMs }: Pick<Bounds, 'fenceSkewMs'>): boolean {
  return goneSinceMs !== null && createdAtMs > goneSinceMs + fenceSkewMs;
}

/** Whether a report is of the stop that this entry brought along, where the entry put it. */
function isAttachedBy(entry: OrderRecord, position: PositionRecord, report: OrderReport): boolean {
  return (
    report.list === 'position' &&
    report.kind === 'stop_market' &&
    report.status === 'resting' &&
    report.closesPosition &&
    report.leg === position.leg &&
    report.side === closingSide(position.side) &&
    report.triggerPrice !== null &&
    entry.triggerPrice?.eq(report.triggerPrice) === true
  );
}
