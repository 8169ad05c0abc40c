import type { OrderRecord } from '../order.ts';
import type { PositionRecord } from '../position.ts';
import type { Step } from '../step.ts';
import { notedForMs, withNote } from './sightings.ts';
import { reportOf, type Sight } from './sight.ts';

/**
 * Orders of ours that have an answer, do not rest, and cannot be found any more: venues forget what ended without a fill
 * (Bybit after a day, Binance after three). Once they stay away for as long as anything can be unfindable they have ended
 * (E5). Null when there are none.
 */
export function endLostOrders(sight: Sight, row: PositionRecord, unfinished: readonly OrderRecord[]): Step[] | null {
  const { nowMs, intents } = sight.records;
  const { notFindableMs } = sight.rules.bounds;
  const unanswered = new Set(intents.map(({ orderId }) => orderId));
  const lost = unfinished.filter((order) => reportOf(sight, order.id) === null && !unanswered.has(order.id) && nowMs - order.createdAtMs > notFindableMs);
  if (lost.length === 0) return null;
  const about = lost.map(({ id }) => id).join(' ');
  const missedForMs = notedForMs(sight, row.leg, 'missed', about);
  const wait: Step = { type: 'wait', why: `${lost.map(({ clientOrderId }) => clientOrderId).join(', ')} cannot be found`, forMs: notFindableMs - (missedForMs ?? 0) };
  if (missedForMs === null) return [{ type: 'record', why: 'orders of ours cannot be found', facts: { sightings: withNote(sight, row.leg, 'missed', about) } }, wait];
  if (missedForMs < notFindableMs) return [wait];
  return [
    {
      type: 'record',
      why: 'orders that the exchange no longer knows have ended',
      facts: {
        orders: lost.map(({ id }) => ({ id, status: 'expired' as const })),
        events: lost.map(({ role, clientOrderId }) => ({ positionId: row.id, type: `${role}_gone`, evidence: 'E5' as const, data: { clientOrderId } })),
      },
    },
  ];
}
