import { cancelStops, exitSteps } from './closing-steps.ts';
import { type Decimal, decimalText } from './decimal.ts';
import { closingSide, isTerminal, type OrderRecord, type OrderReport } from './order.ts';
import { nextGeneration, stopOrder } from './own-orders.ts';
import { isLive, type PositionRecord } from './position.ts';
import { reportOf, type Sight } from './reconcile/sight.ts';
import { tellOnce } from './reconcile/sightings.ts';
import type { Step } from './step.ts';
import { isAsAimed, type StopAim, stopAim } from './stop-aim.ts';
import { isBeyond } from './stop-price.ts';
import { isCancellable } from './taken-over-stop.ts';

/** A stop that has triggered is a market order: longer than this without any execution, and something holds it up. */
const TRIGGERED_MS_MAX = 5_000;

/**
 * What keeps one open position protected (I4, I5): nothing, a stop to place, an older one to cancel, or, when a stop
 * can no longer help, a reduce-only close at market.
 *
 * A new stop is confirmed before an old one goes, and only an older generation is ever cancelled. `quantity` is what
 * the exchange says the position holds, so that books that lag do not delay protection.
 */
export function planStop(sight: Sight, position: PositionRecord, quantity: Decimal): Step[] {
  if (position.entryPrice === null) return [];
  const aim = aimOf(sight, position);
  if (aim === null) return exitSteps(sight, position, quantity, 'its stop rule gives no price');
  const stops = stopsOf(sight, position);
  const triggered = stops.find((stop) => stop.order.status === 'triggered' || stop.report?.status === 'triggered');
  if (triggered) return watchTriggered(sight, position, quantity, triggered);

  const resting = stops.filter((stop) => stop.report?.status === 'resting');
  const keep = resting.findLast((stop) => whyInvalid(stop, position, quantity, aim, sight) === null);
  const newest = resting.at(-1);
  if (keep !== undefined && keep === newest) {
    const surplus = [...resting.filter((stop) => stop !== keep).map(({ order }) => order), ...strayStops(sight, position)].filter(isCancellable);
    return cancelStops(sight, position, surplus, `stop ${keep.order.clientOrderId} rests and replaces it`, 'E1', false);
  }
  // Nothing valid rests, or only something older than an invalid one, which the fence forbids to cancel (rule 7).
  const unanswered = sight.records.intents.filter(({ request }) => request.kind === 'place' && request.type === 'stop_market' && request.leg === position.leg);
  if (isAcknowledged(sight, stops)) return [{ type: 'wait', why: 'a stop was taken in and is not listed yet', forMs: 1_000 }];
  const arrivesForMs = Math.max(0, ...unanswered.map(({ expiresAtMs }) => expiresAtMs)) - sight.records.nowMs;
  if (arrivesForMs > 0) return [{ type: 'wait', why: 'a stop was sent and its answer is not known yet', forMs: arrivesForMs }];
  const hopeless = whyHopeless(sight, position, stops, aim);
  if (hopeless !== null && keep === undefined) return exitSteps(sight, position, quantity, hopeless);
  if (hopeless !== null) {
    // Without figures: a page that changes with the price would be told again and again.
    const text = `${sight.key.symbol}: stop ${keep?.order.clientOrderId} protects the position, but a newer one is not as planned and cannot be replaced.`;
    return tellOnce(sight, position.leg, { subject: `irreplaceable-stop.${position.id}`, text });
  }
  const why = newest ? `stop ${newest.order.clientOrderId} ${whyInvalid(newest, position, quantity, aim, sight) ?? 'is not the newest'}` : 'no stop rests';
  return [placeStep(sight, position, quantity, aim.price, why)];
}

/** The stop of ours that rests as planned, and than which none is newer; null if there is none. */
export function standingStop(sight: Sight, position: PositionRecord, quantity: Decimal): StopSight | null {
  const aim = aimOf(sight, position);
  const newest = stopsOf(sight, position).findLast(({ report }) => report?.status === 'resting');
  return aim !== null && newest !== undefined && whyInvalid(newest, position, quantity, aim, sight) === null ? newest : null;
}

/** Where the stop of a position belongs, as the exchange shows it now; null if its plan gives no price, or it has no entry price yet. */
export function aimOf(sight: Sight, { leg, side, entryPrice, stopRule }: PositionRecord): StopAim | null {
  const report = sight.view.positions.find((one) => one.leg === leg && one.side === side);
  return entryPrice === null ? null : stopAim(side, entryPrice, stopRule, sight.market, report?.liquidationPrice ?? null);
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
    // What has ended stays ended, whatever a list that lags still shows.
    .map((order) => ({ order, report: isTerminal(order.status) ? null : reportOf(sight, order.id) }));
}

/**
 * Whether a stop that the exchange took in is neither listed nor found yet. It counts until it must be findable: reading
 * "not yet" as "not there" would place one stop after another.
 */
export function isAcknowledged(sight: Sight, stops: readonly StopSight[]): boolean {
  const unanswered = new Set(sight.records.intents.map(({ orderId }) => orderId));
  return stops.some(({ order, report }) => {
    const isTaken = order.status === 'resting' || (order.status === 'planned' && !unanswered.has(order.id));
    return isTaken && report === null && order.cancelIntendedAtMs === null && sight.records.nowMs - order.createdAtMs < sight.rules.bounds.notFindableMs;
  });
}

/** Why a resting stop does not protect the position as planned, or null if it does. */
export function whyInvalid(stop: StopSight, position: PositionRecord, quantity: Decimal, aim: StopAim, sight: Sight): string | null {
  const { order, report } = stop;
  if (report === null || report.status !== 'resting') return 'does not rest';
  if (order.cancelIntendedAtMs !== null) return 'is being cancelled';
  if (report.side !== closingSide(position.side)) return `is on the wrong side (${report.side})`;
  if (report.leg !== position.leg) return `is on the wrong leg (${report.leg})`;
  if (report.kind !== 'stop_market') return `is not a stop at market (${report.kind})`;
  if (!report.reduceOnly && !report.closesPosition && report.leg === 'net') return 'is not reduce-only';
  if (!report.closesPosition && !isWholeSize(report.quantity, position, quantity)) {
    return `has the wrong size (${report.quantity === null ? 'none' : decimalText(report.quantity)}, position ${decimalText(quantity)})`;
  }
  if (!isAsAimed(aim, position.side, report.triggerPrice)) return `has the wrong trigger price (planned ${decimalText(aim.price)})`;
  if (report.triggerType !== sight.rules.stopTrigger) return `has the wrong trigger type (${report.triggerType ?? 'none'})`;
  return null;
}

/**
 * Whether a stop covers all of the position. While the books say that it holds more than was just read, that much is
 * right as well: one stale read must not shrink a stop, and too much can only reduce.
 */
function isWholeSize(size: Decimal | null, position: PositionRecord, quantity: Decimal): boolean {
  return size !== null && (size.eq(quantity) || (size.eq(position.quantity) && size.gt(quantity)));
}

/** Stops of ours on the position's leg that no live row owns: left behind by a row that was closed as a duplicate. */
function strayStops(sight: Sight, position: PositionRecord): OrderRecord[] {
  const live = new Set(sight.records.positions.filter(({ status }) => isLive(status)).map(({ id }) => id));
  return sight.records.orders.filter((order) => {
    const report = order.role === 'stop' && !isTerminal(order.status) && !live.has(order.positionId ?? '') ? reportOf(sight, order.id) : null;
    return report?.status === 'resting' && report.leg === position.leg;
  });
}

/** A stop that has triggered is given time to fill; what it leaves is closed at market. */
function watchTriggered(sight: Sight, position: PositionRecord, quantity: Decimal, stop: StopSight): Step[] {
  const isSeen = stop.report?.status === 'triggered';
  const sinceMs = (isSeen ? stop.report?.updatedAtMs : position.bareSinceMs) ?? sight.beganAtMs;
  const isStuck = sight.beganAtMs - sinceMs > (isSeen ? TRIGGERED_MS_MAX : sight.rules.bounds.bareMsMax);
  if (isStuck) return exitSteps(sight, position, quantity, `stop ${stop.order.clientOrderId} has triggered and does not fill`);
  return [{ type: 'wait', why: `stop ${stop.order.clientOrderId} has triggered and is filling`, forMs: 1_000 }];
}

function whyHopeless(sight: Sight, position: PositionRecord, stops: readonly StopSight[], aim: StopAim): string | null {
  const { price } = aim;
  const { bounds, stopTrigger } = sight.rules;
  const working = stopTrigger === 'mark' ? sight.view.markPrice : sight.view.lastPrice;
  // The refusal was about one leg's stop; the other leg's is not passed because of it.
  const isPassed = sight.isStopPassed && stops.at(-1)?.order.status === 'rejected' && isAsAimed(aim, position.side, stops.at(-1)?.order.triggerPrice ?? null);
  if (isPassed || isBeyond(position.side, price, working)) return `the price ${decimalText(working)} is already beyond the stop ${decimalText(price)}`;
  const refusals = refusalsOf(stops, position, aim);
  if (refusals >= bounds.stopRefusalsMax) return `the exchange refused ${refusals} stops`;
  const bareMs = position.bareSinceMs === null ? 0 : sight.beganAtMs - position.bareSinceMs;
  // A position that was taken over late was bare before anybody here could help it.
  const heldMs = sight.records.nowMs - position.createdAtMs;
  const helplessMs = Math.min(bareMs, heldMs);
  if (refusals > 0 && helplessMs > bounds.bareMsMax) return `it has been bare for ${bareMs} ms`;
  // Nobody refused these, and nobody took them in as far as is known. What rested would have been found by now and have ended the bare time.
  const unheard = unheardOf(sight, stops, position, aim);
  const isLost = unheard >= bounds.stopRefusalsMax && helplessMs > bounds.bareMsMax + bounds.notFindableMs;
  return isLost ? `it has been bare for ${bareMs} ms, and nothing was heard of ${unheard} stops` : null;
}

/** How many stops at this price were sent, have expired, and neither an answer nor a look has said what became of them. What was denied is not among them. */
function unheardOf({ records }: Sight, stops: readonly StopSight[], { side }: PositionRecord, aim: StopAim): number {
  const expired = new Set(records.intents.filter(({ expiresAtMs }) => expiresAtMs <= records.nowMs).map(({ orderId }) => orderId));
  return stops.filter(({ order }) => order.status === 'planned' && expired.has(order.id) && isAsAimed(aim, side, order.triggerPrice)).length;
}

/**
 * How many stops at this price were refused since one stood: what was refused long ago says nothing about now, and what was refused
 * at another price, where somebody wanted the stop moved to, says nothing about here.
 */
function refusalsOf(stops: readonly StopSight[], { side }: PositionRecord, aim: StopAim): number {
  const stood = stops.findLastIndex(({ order }) => order.exchangeOrderId !== null && order.status !== 'rejected');
  return stops.slice(stood + 1).filter(({ order }) => order.status === 'rejected' && isAsAimed(aim, side, order.triggerPrice)).length;
}

function placeStep(sight: Sight, position: PositionRecord, quantity: Decimal, triggerPrice: Decimal, why: string): Step {
  const generation = nextGeneration(sight.records, position.id, 'stop');
  const placed = stopOrder(sight.key, position, { quantity, triggerPrice, triggerType: sight.rules.stopTrigger, generation }, sight.rules.deployment);
  return {
    type: 'send',
    why: `${why}: place a stop at ${decimalText(triggerPrice)} for ${decimalText(quantity)}`,
    send: { ...placed, cancelsOrderId: null, closesPositionId: null, positionId: position.id, evidence: 'E1', mayBreakQuiet: position.bareSinceMs !== null, mayCancelNewest: false },
  };
}
