import { decimalText } from '../decimal.ts';
import { derivedId } from '../derived-id.ts';
import type { Facts, NewOrder } from '../facts.ts';
import type { OrderReport } from '../order.ts';
import { aimOf, whyInvalid } from '../plan-stop.ts';
import type { PositionRecord, PositionReport } from '../position.ts';
import type { Sight } from '../reconcile/sight.ts';
import { followsOf, type StopPlan } from '../stop-plan.ts';
import { isTakenOver, nameOfOrder } from '../taken-over-stop.ts';

/** What becomes of the old bot's stops. */
export interface TakenOver {
  /** Their orders and events. */
  readonly facts: Facts;
  /** Why the kept one will be replaced, the new one first, as soon as the account may send; null: it protects as planned. */
  readonly flaw: string | null;
}

/** Far below the generations of our own: there is room above for each stop that a later import takes over. */
const OLDEST_GENERATION = -1_000_000;

/**
 * The old bot's resting stops become a row's, so that none is placed beside them, and none is forgotten when the position is over. The first of
 * them is the newest by generation: the others go as any older stop does. `row` goes by the first already.
 */
export function takeOverStops(sight: Sight, row: PositionRecord, stops: readonly [OrderReport, ...OrderReport[]], { quantity }: PositionReport): TakenOver {
  const taken = sight.records.orders.filter((order) => order.positionId === row.id && isTakenOver(order)).map(({ generation }) => generation);
  const newest = Math.max(OLDEST_GENERATION, ...taken) + stops.length;
  const newOrders = stops.map((report, index) => takenOrder(sight, row, report, newest - index));
  const [kept] = stops;
  const aim = aimOf(sight, row);
  const order = { ...newOrders[0]!, cancelIntendedAtMs: null, bookedQuantity: kept.executedQuantity, createdAtMs: sight.records.nowMs };
  return {
    flaw: aim === null ? 'gives no price' : whyInvalid({ order, report: kept }, row, quantity, aim, sight),
    facts: {
      newOrders,
      orders: stops.map(({ createdAtMs }, index) => ({ id: newOrders[index]!.id, acceptedAtMs: createdAtMs })),
      events: stops.map((report) => ({
        positionId: row.id,
        type: 'stop_taken_over',
        evidence: 'E4',
        data: { clientOrderId: nameOfOrder(report), exchangeOrderId: report.exchangeOrderId, ...(report.triggerPrice === null ? {} : { triggerPrice: decimalText(report.triggerPrice) }) },
      })),
    },
  };
}

/** A row's plan once it goes by a stop that rests already: that price, on whichever side of the entry, and what follows the price as before. */
export function planFrom(plan: StopPlan, { triggerPrice }: OrderReport): StopPlan {
  if (triggerPrice === null) return plan;
  return { ...followsOf(plan), ...(plan.best === undefined ? {} : { best: plan.best }), ...(plan.over === undefined ? {} : { over: plan.over }), movedTo: decimalText(triggerPrice) };
}

function takenOrder({ key }: Sight, row: PositionRecord, report: OrderReport, generation: number): NewOrder {
  return {
    id: derivedId('order', key.exchange, key.account, key.symbol, 'taken-over', report.list, report.exchangeOrderId),
    positionId: row.id,
    role: 'stop',
    generation,
    clientOrderId: nameOfOrder(report),
    list: report.list,
    side: report.side,
    quantity: report.quantity,
    triggerPrice: report.triggerPrice,
    triggerType: report.triggerType,
    // Also where the exchange has another word for it: for the leg of a hedge, or for a stop that closes the position.
    reduceOnly: true,
    closesPosition: report.closesPosition,
    status: 'resting',
    exchangeOrderId: report.exchangeOrderId,
    childOrderId: null,
    executedQuantity: report.executedQuantity,
    averagePrice: report.averagePrice,
    wishId: null,
  };
}
