import {
  type ConditionalOrder,
  cancelAllConditionalOrders,
  cancelConditionalOrder,
  findConditionalOrder,
  findMarket,
  findOrder,
  listConditionalOrders,
  listOpenConditionalOrders,
  placeConditionalOrder,
} from '@breakwater/paper';
import { renderList } from '../json-in-pieces.ts';
import { BinanceError, toBinanceError } from './binance-error.ts';
import { readConditionalOrder } from './conditional-order-request.ts';
import { readOptionalSymbol, readSymbol } from './orders.ts';
import { unwrap } from './parameters.ts';
import { renderConditionalOrder } from './render-order.ts';
import { type Route, type SignedCall, oneOrder } from './route.ts';
import { selectPage } from './select-page.ts';

/** A conditional order with what its child has done. Both are seen through the same lag. */
function render(call: SignedCall, order: ConditionalOrder, atMs: number): Record<string, unknown> {
  const { exchange, account } = call;
  const name = { orderId: order.childOrderId, clientOrderId: null };
  const child = order.childOrderId === null ? null : findOrder(exchange, account, order.symbol, name, atMs);
  return renderConditionalOrder(order, findMarket(exchange, order.symbol), child);
}

/** POST algoOrder. */
function createConditionalOrder(call: SignedCall): unknown {
  return render(call, unwrap(placeConditionalOrder(call.exchange, call.account, readConditionalOrder(call))), call.nowMs);
}

/** The conditional order that a call names by algoId or clientAlgoId. The venue needs no symbol here; one that is sent is ignored. */
function findNamedOrder(call: SignedCall, atMs: number): ConditionalOrder | null {
  const { exchange, account, parameters } = call;
  parameters.optionalText('symbol');
  const conditionalOrderId = parameters.optionalInteger('algoId');
  const clientOrderId = parameters.optionalText('clientAlgoId');
  if (conditionalOrderId === null && clientOrderId === null) {
    throw new BinanceError(-1102, "Either 'algoId' or 'clientAlgoId' must be sent, but both were empty/null!");
  }
  return findConditionalOrder(exchange, account, null, { conditionalOrderId, clientOrderId }, atMs);
}

/** The list of conditional orders. Sources: docs, Binance USD-M, "Trade Endpoints": algo orders. */
export const conditionalOrderRoutes: readonly Route[] = [
  { method: 'POST', path: '/fapi/v1/algoOrder', security: 'signed', weight: 0, orderCounts: oneOrder, act: createConditionalOrder },
  {
    method: 'GET',
    path: '/fapi/v1/algoOrder',
    security: 'signed',
    weight: 1,
    act: (call) => {
      const atMs = call.asOfMs('conditional-orders');
      const order = findNamedOrder(call, atMs);
      if (order === null || !call.isVisible('conditional-orders', order.createdAtMs)) throw toBinanceError('order-not-found', '');
      return render(call, order, atMs);
    },
  },
  {
    method: 'DELETE',
    path: '/fapi/v1/algoOrder',
    security: 'signed',
    weight: 1,
    act: (call) => {
      const order = unwrap(cancelConditionalOrder(call.exchange, call.account, findNamedOrder(call, call.nowMs)));
      return { algoId: order.conditionalOrderId, clientAlgoId: order.clientOrderId, code: '200', msg: 'success' };
    },
  },
  {
    method: 'GET',
    path: '/fapi/v1/openAlgoOrders',
    security: 'signed',
    weight: 1,
    wideWeight: 40,
    act: (call) => {
      const atMs = call.asOfMs('conditional-orders');
      const orders = listOpenConditionalOrders(call.exchange, call.account, readOptionalSymbol(call), atMs).filter((order) => call.isVisible('conditional-orders', order.createdAtMs));
      // What waits has no child yet, so that its row needs nothing but the order.
      return renderList(orders, (order) => renderConditionalOrder(order, findMarket(call.exchange, order.symbol), null));
    },
  },
  {
    method: 'GET',
    path: '/fapi/v1/allAlgoOrders',
    security: 'signed',
    weight: 5,
    act: (call) => {
      const atMs = call.asOfMs('conditional-orders');
      const orders = listConditionalOrders(call.exchange, call.account, readSymbol(call), atMs).filter((order) => call.isVisible('conditional-orders', order.createdAtMs));
      const page = selectPage(orders, call.parameters, call.nowMs, {
        timeOf: (order) => order.createdAtMs,
        idOf: (order) => order.conditionalOrderId,
        fromId: 'algoId',
        defaultLimit: 500,
      });
      return page.map((order) => render(call, order, atMs));
    },
  },
  {
    method: 'DELETE',
    path: '/fapi/v1/algoOpenOrders',
    security: 'signed',
    weight: 1,
    act: (call) => {
      cancelAllConditionalOrders(call.exchange, call.account, readSymbol(call));
      return { code: 200, msg: 'The operation of cancel all open order is done.' };
    },
  },
];
