import { type Decimal, decimalText } from './decimal.ts';
import type { EvidenceGrade } from './evidence.ts';
import type { OrderRecord, OrderReport } from './order.ts';
import { closingSide } from './order.ts';
import { exitOrder, nextGeneration, stopOrder } from './own-orders.ts';
import type { PositionRecord } from './position.ts';
import { reportOf, type Sight } from './reconcile/sight.ts';
import type { Step } from './step.ts';
import { isBeyond, stopPrice } from './stop-price.ts';

/**
 * What keeps one open position protected (I4, I5): nothing, a stop to place, an older one to cancel, or, when a stop
 * can no longer help, a reduce-only close at market.
 *
 * A new stop is confirmed before an old one goes, and only an older generation is ever cancelled. `quantity` is what
 * the exchange says the position holds, so that books that lag do not delay protection.
 */
export function planStop(sight: Sight, position: PositionRecord, quantity: Decimal): Step[] {
  if (position.entryPrice === null) return [];
  const price = stopPrice(position.side, position.entryPrice, position.stopRule, sight.market);
  if (price === null) return [exitStep(sight, position, quantity, 'its stop rule gives no price')];
  const stops = stopsOf(sight, position);
  const triggered = stops.find((stop) => stop.order.status === 'triggered' || stop.report?.status === 'triggered');
  if (triggered) return [{ type: 'wait', why: `stop ${triggered.order.clientOrderId} has triggered and is filling`, forMs: 1_000 }];

  const resting = stops.filter((stop) => stop.report?.status === 'resting');
  const valid = resting.filter((stop) => whyInvalid(stop, position, quantity, price, sight) === null);
  const keep = valid.at(-1);
  const newest = resting.at(-1);
  if (keep && newest && keep.order.generation === newest.order.generation) {
    const surplus = resting.find((stop) => stop !== keep && stop.order.cancelIntendedAtMs === null);
    return surplus ? [cancelStep(sight, position, surplus.order, `stop ${keep.order.clientOrderId} rests and replaces it`, 'E1')] : [];
  }
  // Nothing valid rests, or only something older than an invalid one, which the fence forbids to cancel (rule 7).
  const unanswered = sight.records.intents.find(
    (intent) => intent.request.kind === 'place' && intent.request.type === 'stop_market' && intent.expiresAtMs > sight.records.nowMs,
  );
  if (unanswered) return [{ type: 'wait', why: 'a stop was sent and its answer is not known yet', forMs: unanswered.expiresAtMs - sight.records.nowMs }];
  if (keep === undefined) {
    const hopeless = whyHopeless(sight, position, price);
    if (hopeless !== null) return [exitStep(sight, position, quantity, hopeless)];
  }
  return [placeStep(sight, position, quantity, price, newest ? `stop ${newest.order.clientOrderId} ${whyInvalid(newest, position, quantity, price, sight) ?? 'is not the newest'}` : 'no stop rests')];
}

/** A protective stop of ours and what the exchange says of it. */
export interface StopSight {
  readonly order: OrderRecord;
  readonly report: OrderReport | null;
}

/** The position's own stops, oldest generation first. */
export function stopsOf(sight: Sight, position: PositionRecord): StopSight[] {
  return sight.records.orders
    .filter((order) => order.role === 'stop' && order.positionId === position.id)
    .sort((a, b) => a.generation - b.generation)
    .map((order) => ({ order, report: reportOf(sight, order.id) }));
}

/** Why a resting stop does not protect the position as planned, or null if it does. */
export function whyInvalid(stop: StopSight, position: PositionRecord, quantity: Decimal, price: Decimal, sight: Sight): string | null {
  const { order, report } = stop;
  if (report === null || report.status !== 'resting') return 'does not rest';
  if (order.cancelIntendedAtMs !== null) return 'is being cancelled';
  if (report.side !== closingSide(position.side)) return `is on the wrong side (${report.side})`;
  if (report.kind !== 'stop_market') return `is not a stop at market (${report.kind})`;
  if (!report.reduceOnly && !report.closesPosition && report.leg === 'net') return 'is not reduce-only';
  if (!report.closesPosition && !report.quantity?.eq(quantity)) {
    return `has the wrong size (${report.quantity === null ? 'none' : decimalText(report.quantity)}, position ${decimalText(quantity)})`;
  }
  if (!report.triggerPrice?.eq(price)) return `has the wrong trigger price (planned ${decimalText(price)})`;
  if (report.triggerType !== sight.rules.stopTrigger) return `has the wrong trigger type (${report.triggerType ?? 'none'})`;
  return null;
}

function whyHopeless(sight: Sight, position: PositionRecord, price: Decimal): string | null {
  const working = sight.rules.stopTrigger === 'mark' ? sight.view.markPrice : sight.view.lastPrice;
  if (sight.isStopPassed || isBeyond(position.side, price, working)) {
    return `the price ${decimalText(working)} is already beyond the stop ${decimalText(price)}`;
  }
  const refusals = sight.records.orders.filter((order) => order.role === 'stop' && order.positionId === position.id && order.status === 'rejected').length;
  if (refusals >= sight.rules.bounds.stopRefusalsMax) return `the exchange refused ${refusals} stops`;
  if (position.bareSinceMs !== null && refusals > 0 && sight.beganAtMs - position.bareSinceMs > sight.rules.bounds.bareMsMax) {
    return `it has been bare for ${sight.beganAtMs - position.bareSinceMs} ms`;
  }
  return null;
}

function placeStep(sight: Sight, position: PositionRecord, quantity: Decimal, triggerPrice: Decimal, why: string): Step {
  const generation = nextGeneration(sight.records.orders, position.id, 'stop');
  const placed = stopOrder(sight.key, position, { quantity, triggerPrice, triggerType: sight.rules.stopTrigger, generation }, sight.rules.deployment);
  return {
    type: 'send',
    why: `${why}: place a stop at ${decimalText(triggerPrice)} for ${decimalText(quantity)}`,
    send: { ...placed, cancelsOrderId: null, closesPositionId: null, positionId: position.id, evidence: 'E1', mayBreakQuiet: position.bareSinceMs !== null, mayCancelNewest: false },
  };
}

/** Cancels one stop of ours. The reason must be a proof that it is not the position's last valid one (I5). */
export function cancelStep(sight: Sight, position: PositionRecord | null, order: OrderRecord, why: string, evidence: EvidenceGrade): Step {
  return {
    type: 'send',
    why: `cancel ${order.clientOrderId}: ${why}`,
    send: {
      request: { kind: 'cancel', symbol: sight.key.symbol, list: order.list, clientOrderId: order.clientOrderId },
      newOrder: null,
      cancelsOrderId: order.id,
      closesPositionId: null,
      positionId: position?.id ?? order.positionId,
      evidence,
      mayBreakQuiet: false,
      mayCancelNewest: position === null || isGone(sight, position),
    },
  };
}

/** Whether the exchange says that it holds nothing on the position's leg and side. A leg that was not answered is not gone. */
function isGone(sight: Sight, position: PositionRecord): boolean {
  const report = sight.view.positions.find((candidate) => candidate.leg === position.leg);
  return report !== undefined && (report.quantity.eq('0') || report.side !== position.side);
}

/** Closes `quantity` of a position reduce-only at market: the last resort of protection. */
export function exitStep(sight: Sight, position: PositionRecord, quantity: Decimal, why: string): Step {
  const placed = exitOrder(sight.key, position, quantity, nextGeneration(sight.records.orders, position.id, 'exit'), sight.rules.deployment);
  return {
    type: 'send',
    why: `close ${decimalText(quantity)} at market: ${why}`,
    send: { ...placed, cancelsOrderId: null, closesPositionId: position.id, positionId: position.id, evidence: 'E1', mayBreakQuiet: false, mayCancelNewest: false },
  };
}
