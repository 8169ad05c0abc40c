import { type EntryPlan, stopOrder } from '@breakwater/core';
import type { HeldKey } from './hold-key.ts';
import type { Ports } from './ports.ts';
import { asRecord, sendIntent } from './send-intent.ts';

/**
 * Places the stop of a position whose entry is committed and not sent yet, so that it rests before the first fill. It can only reduce: until
 * there is a position it does nothing, and where none comes about it is left over and taken away (reconcile/leftover-stops.ts). Its price is
 * reckoned from the mark price; the audit after the fill replaces it by one at the price that follows from that.
 *
 * Returns null once it rests, otherwise why the entry must not leave. That a reduce-only stop is taken in without a position is an assumption
 * about Binance (docs/operations.md); where the exchange refuses it, nothing is entered.
 *
 * @param signedAtMs exchange time at which the look began that entry and stop rest on
 */
export async function placeStopFirst(ports: Ports, held: HeldKey, plan: Extract<EntryPlan, { type: 'place' }>, signedAtMs: number): Promise<string | null> {
  const position = asRecord(plan.newPosition);
  const stop = { quantity: position.quantity, triggerPrice: plan.stopPrice, triggerType: ports.rules(held.key).stopTrigger, generation: 1 };
  const sent = await sendIntent(ports, held, {
    ...stopOrder(held.key, position, stop, ports.deployment),
    ...{ newPosition: null, position, cancelsOrderId: null, closesPositionId: null },
    signedAtMs,
    evidence: 'E1',
    why: 'it rests before its entry is sent',
    mayBreakQuiet: true,
    mayCancelNewest: false,
    releaseWhenAccepted: false,
  });
  if (sent.type === 'not_sent') return `its stop was not sent: ${sent.why}`;
  switch (sent.outcome.type) {
    case 'accepted':
      return null;
    case 'rejected':
    case 'denied':
      return `its stop was refused (${sent.outcome.code}): ${sent.outcome.reason}`;
    case 'unknown':
      return `its stop may not rest: ${sent.outcome.cause}`;
  }
}
