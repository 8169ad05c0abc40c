import type { OrderList, OrderLookup, OrderReport } from '@breakwater/core';
import { Unreadable } from '../unreadable.ts';
import type { EndpointName, QueryParameters } from './endpoints.ts';
import { parseAlgoOrder } from './parse-algo-order.ts';
import { parseOrder } from './parse-order.ts';
import type { Session } from './session.ts';

/** By which id an order is looked for. */
export type OrderId = { readonly clientOrderId: string } | { readonly exchangeOrderId: string };

/** "Order does not exist", and its twin for cancels (Binance USD-M, "Error Codes"). */
const NOT_FOUND: ReadonlySet<string> = new Set(['-2013', '-2011']);

/**
 * One order in any state, looked for in one list. "Not found" may also mean: not findable yet, or no longer kept.
 * An answer about another order than the one asked for is unreadable.
 */
export async function findOrder(session: Session, symbol: string, list: OrderList, id: OrderId): Promise<OrderLookup> {
  const question = toQuestion(symbol, list, id);
  if (question === null) return { type: 'unreadable', cause: 'Binance has no orders that are part of a position' };
  try {
    const payload = await session.read(question.endpoint, question.parameters);
    const report = question.endpoint === 'readOrder' ? parseOrder(payload) : parseAlgoOrder(payload);
    return isAsked(report, symbol, id) ? { type: 'found', report } : { type: 'unreadable', cause: 'answered with another order' };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return NOT_FOUND.has(error.code ?? '') ? { type: 'not_found' } : error.toAnswer();
  }
}

/** Binance USD-M, GET /fapi/v1/order and GET /fapi/v1/algoOrder. */
function toQuestion(symbol: string, list: OrderList, id: OrderId): { readonly endpoint: EndpointName; readonly parameters: QueryParameters } | null {
  const isOurs = 'clientOrderId' in id;
  if (list === 'plain') {
    return { endpoint: 'readOrder', parameters: { symbol, ...(isOurs ? { origClientOrderId: id.clientOrderId } : { orderId: id.exchangeOrderId }) } };
  }
  if (list !== 'conditional') return null;
  return { endpoint: 'readAlgoOrder', parameters: { symbol, ...(isOurs ? { clientAlgoId: id.clientOrderId } : { algoId: id.exchangeOrderId }) } };
}

function isAsked(report: OrderReport, symbol: string, id: OrderId): boolean {
  if (report.symbol !== symbol) return false;
  return 'clientOrderId' in id ? report.clientOrderId === id.clientOrderId : report.exchangeOrderId === id.exchangeOrderId;
}
