import { type Decimal, decimalText, minOf } from './decimal.ts';
import type { EvidenceGrade } from './evidence.ts';
import type { OrderRecord } from './order.ts';
import { exitOrder, nextGeneration } from './own-orders.ts';
import type { PositionRecord } from './position.ts';
import type { Sight } from './reconcile/sight.ts';
import { tellOnce } from './reconcile/sightings.ts';
import type { Step } from './step.ts';
import { isTakenOver } from './taken-over-stop.ts';
import type { Wish } from './wish.ts';

/** Why a key waits whose foreign position cannot be protected. */
export const WAITS_FOR_A_PERSON = 'a person was told of it';
/** How long a key is left alone whose foreign position only a person, or another price, can help, in milliseconds. */
const TOLD_MS = 5_000;

/**
 * Cancels stops of ours, one step each. The reason must be a proof that none is a position's last valid one (I5).
 *
 * A stop whose cancel was intended already may only be shown by a list that lags; it is cancelled again once no read can
 * be that old, because the first request may have been lost.
 */
export function cancelStops(
  sight: Sight,
  position: PositionRecord | null,
  stops: readonly OrderRecord[],
  why: string,
  evidence: EvidenceGrade,
  mayCancelNewest: boolean,
): Step[] {
  const oldestFirst = stops.toSorted((a, b) => a.generation - b.generation || (a.id < b.id ? -1 : 1));
  const left = oldestFirst.map((order) => ({ order, forMs: cancelledForMs(sight, order) }));
  const due = left.filter(({ forMs }) => forMs <= 0);
  if (due.length > 0) return due.map(({ order }) => cancelStep(sight, position, order, why, evidence, mayCancelNewest));
  return left.map(({ order, forMs }) => ({ type: 'wait', why: `stop ${order.clientOrderId} is being cancelled`, forMs: Math.min(1_000, forMs) }));
}

/** How long what was intended before to go still has to show that it went; zero for what never was, and once no read can be that old. */
export function cancelledForMs(sight: Sight, order: OrderRecord): number {
  return order.cancelIntendedAtMs === null ? 0 : order.cancelIntendedAtMs + sight.rules.bounds.notFindableMs - sight.records.nowMs;
}

function cancelStep(sight: Sight, position: PositionRecord | null, order: OrderRecord, why: string, evidence: EvidenceGrade, mayCancelNewest: boolean): Step {
  return {
    type: 'send',
    why: `cancel ${order.clientOrderId}: ${why}`,
    send: {
      request: {
        ...{ kind: 'cancel', symbol: sight.key.symbol, list: order.list, clientOrderId: order.clientOrderId },
        // Others give client order ids twice, or none.
        ...(isTakenOver(order) && order.exchangeOrderId !== null ? { exchangeOrderId: order.exchangeOrderId } : {}),
      },
      newOrder: null,
      cancelsOrderId: order.id,
      closesPositionId: null,
      positionId: position?.id ?? order.positionId,
      evidence,
      mayBreakQuiet: false,
      mayCancelNewest,
    },
  };
}

/**
 * Closes `quantity` of a position reduce-only at market: the last resort of protection. What is foreign is not closed,
 * but told of (I11), unless the signal that wants it covers that. More than one market order may hold is left to the next one.
 *
 * `wish`: the signal that wants it; a `reduce` leaves the position open.
 */
export function exitSteps(sight: Sight, position: PositionRecord, quantity: Decimal, why: string, wish: Wish | null = null): Step[] {
  if (position.origin === 'foreign' && wish?.coversForeign !== true) {
    const text = `${sight.key.symbol}: the foreign position of ${decimalText(quantity)} cannot be protected by a stop of ours, and is not ours to close.`;
    return [...tellOnce(sight, position.leg, { subject: `unprotected-foreign.${position.id}`, text }), { type: 'wait', why: WAITS_FOR_A_PERSON, forMs: TOLD_MS }];
  }
  const size = minOf(quantity, sight.market.marketQuantityMax);
  const placed = exitOrder(sight.key, position, size, nextGeneration(sight.records, position.id, 'exit'), sight.rules.deployment, wish);
  return [
    {
      type: 'send',
      why: `close ${decimalText(size)} at market: ${why}`,
      send: { ...placed, cancelsOrderId: null, closesPositionId: wish?.action === 'reduce' ? null : position.id, positionId: position.id, evidence: 'E1', mayBreakQuiet: false, mayCancelNewest: false },
    },
  ];
}
