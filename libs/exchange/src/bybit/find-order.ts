import type { OrderList, OrderLookup } from '@breakwater/core';
import { Row } from '../row.ts';
import { Unreadable } from '../unreadable.ts';
import { NOT_FOUND } from './codes.ts';
import type { EndpointName } from './endpoints.ts';
import { findExecutedOrder } from './find-executed-order.ts';
import { parseOrderOf } from './parse-order.ts';
import { readResult } from './read-result.ts';
import type { Session } from './session.ts';

/** By which id an order is looked for. */
export type OrderId = { readonly clientOrderId: string } | { readonly exchangeOrderId: string };

/**
 * One order in any state. Open ones and the last 500 that ended are kept at hand, which a restart of the exchange empties; the
 * history has the others, those that ended unfilled for a day or a week only; and what the exchange itself closed may be found
 * among the executions alone (Bybit v5, GET /v5/order/realtime, GET /v5/order/history, createType `CreateBySettle`).
 *
 * "Not found" may also mean: not findable yet, or no longer kept. An answer about another order than the one asked for is
 * unreadable: asked an odd question, Bybit answers with its newest order.
 */
export async function findOrder(session: Session, symbol: string, list: OrderList, id: OrderId): Promise<OrderLookup> {
  try {
    const row = (await findRow(session, 'readOrders', symbol, id)) ?? (await findRow(session, 'readOrderHistory', symbol, id));
    const report = row === null ? null : parseOrderOf(row, list);
    if (report !== null) return { type: 'found', report };
    if (row !== null || list !== 'plain' || 'clientOrderId' in id) return { type: 'not_found' };
    const executed = await findExecutedOrder(session, symbol, id.exchangeOrderId);
    return executed === null ? { type: 'not_found' } : { type: 'found', report: executed };
  } catch (error) {
    if (error instanceof Unreadable) return error.toAnswer();
    throw error;
  }
}

/**
 * The row of one order as one endpoint has it, or null. Only `orderLinkId` is understood: `clientOrderId` would be ignored.
 * Throws `Unreadable` for anything but an answer about this very order.
 */
export async function findRow(session: Session, endpoint: Extract<EndpointName, 'readOrders' | 'readOrderHistory'>, symbol: string, id: OrderId): Promise<unknown> {
  const asked = 'clientOrderId' in id ? { orderLinkId: id.clientOrderId } : { orderId: id.exchangeOrderId };
  const rows = await session.read(endpoint, { category: 'linear', symbol, ...asked }).then(
    (payload) => readResult(payload, 'order').value('list'),
    (error: unknown) => {
      if (error instanceof Unreadable && NOT_FOUND.has(error.code ?? '')) return [];
      throw error;
    },
  );
  if (!Array.isArray(rows)) throw new Unreadable('order: no list');
  const [row, ...others] = rows as readonly unknown[];
  if (row === undefined) return null;
  if (others.length > 0 || !isAsked(new Row(row, 'order'), symbol, id)) throw new Unreadable('answered with another order');
  return row;
}

function isAsked(row: Row, symbol: string, id: OrderId): boolean {
  if (row.text('symbol') !== symbol) return false;
  return 'clientOrderId' in id ? row.label('orderLinkId') === id.clientOrderId : row.text('orderId') === id.exchangeOrderId;
}
