import { type CancelOrder, isTerminal, type OrderReport, type Outcome, type PlaceLimit, type PlaceMarket, type PlaceStop, ZERO } from '@breakwater/core';
import { Unreadable } from '../unreadable.ts';
import { findRow } from './find-order.ts';
import { parseOrderOf, readRejectReason } from './parse-order.ts';
import type { Session } from './session.ts';

/** A request that Bybit has only taken in, so that its order must tell the rest. */
type Followed = PlaceMarket | PlaceLimit | PlaceStop | CancelOrder;

/** How soon an order is looked for after it was taken in, each counted from the look before: most are there at the first. */
const LOOKS_AFTER_MS = [0, 20, 60, 150, 300];

/**
 * What became of an order that Bybit has taken in, told by the order itself: taken in is neither filled nor resting. An order that
 * meets the market at once is waited for until it has ended, a cancelled one as well; a stop only has to stand. What does not show in about half a second is
 * unknown, and is looked up like any other request without an answer. Only reads.
 */
export async function confirmOrder(session: Session, wait: (ms: number) => Promise<void>, request: Followed, exchangeOrderId: string): Promise<Outcome> {
  let last: Outcome = { type: 'unknown', cause: `taken in as ${exchangeOrderId}, and not found yet` };
  for (const afterMs of LOOKS_AFTER_MS) {
    if (afterMs > 0) await wait(afterMs);
    const seen = await look(session, request, exchangeOrderId);
    if (seen.type !== 'unknown') last = seen;
    if (seen.type === 'rejected' || (seen.type === 'accepted' && seen.report !== null && isSettled(request, seen.report))) return seen;
  }
  if (request.kind === 'cancel' && last.type === 'accepted') return { type: 'unknown', cause: 'the cancel was taken in, and the order has not ended yet' };
  return last;
}

async function look(session: Session, request: Followed, exchangeOrderId: string): Promise<Outcome> {
  try {
    const isNamed = request.kind === 'cancel' && request.exchangeOrderId !== undefined;
    const row = await findRow(session, 'readOrders', request.symbol, isNamed ? { exchangeOrderId } : { clientOrderId: request.clientOrderId });
    const report = row === null ? null : parseOrderOf(row, listOf(request));
    if (report === null) return { type: 'unknown', cause: `taken in as ${exchangeOrderId}, and not found yet` };
    if (report.exchangeOrderId !== exchangeOrderId) return { type: 'unknown', cause: `taken in as ${exchangeOrderId}, and found as ${report.exchangeOrderId}` };
    if (request.kind === 'place' && report.status === 'rejected' && report.executedQuantity.eq(ZERO)) {
      return { type: 'rejected', code: 'REJECTED', reason: `order ${exchangeOrderId} was rejected: ${readRejectReason(row)}` };
    }
    return { type: 'accepted', report };
  } catch (error) {
    if (error instanceof Unreadable) return { type: 'unknown', cause: `taken in as ${exchangeOrderId}, and not readable: ${error.message}` };
    throw error;
  }
}

function listOf(request: Followed): OrderReport['list'] {
  if (request.kind === 'cancel') return request.list;
  return request.type === 'stop_market' ? 'conditional' : 'plain';
}

function isSettled(request: Followed, report: OrderReport): boolean {
  return isTerminal(report.status) || (request.kind === 'place' && request.type === 'stop_market');
}
