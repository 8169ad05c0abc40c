import type { Outcome, Request } from '@breakwater/core';
import { Unreadable } from '../unreadable.ts';
import { readResult } from './read-result.ts';

/** What a successful answer says: the request was taken in for this order, or it took effect, or nothing. */
export type Acknowledgement = { readonly type: 'taken'; readonly exchangeOrderId: string } | Outcome;

/**
 * What a successful answer to a request means. For orders it is no outcome yet: Bybit has taken the request in, and what became of it
 * is told by the order itself (Bybit v5, POST /v5/order/create: "The ack of create order request indicates that the request is
 * successfully accepted"). An empty, cut or foreign answer proves nothing, so the outcome is unknown then.
 */
export function acknowledge(request: Request, payload: unknown): Acknowledgement {
  try {
    const result = readResult(payload, request.kind);
    if (request.kind !== 'place' && request.kind !== 'cancel') return { type: 'accepted', report: null };
    const isAbout = request.kind === 'cancel' && request.exchangeOrderId !== undefined ? result.text('orderId') === request.exchangeOrderId : result.text('orderLinkId') === request.clientOrderId;
    if (!isAbout) throw new Unreadable('the answer is about another order');
    return { type: 'taken', exchangeOrderId: result.text('orderId') };
  } catch (error) {
    if (error instanceof Unreadable) return { type: 'unknown', cause: `success that proves nothing: ${error.message}` };
    throw error;
  }
}
