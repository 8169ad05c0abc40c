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
import { BinanceError, toBinanceError } from './binance-error.ts';
import { readClientOrderId } from './client-order-id.ts';
import { readOptionalSymbol, readReduceOnly, readSymbol } from './orders.ts';
import { unwrap } from './parameters.ts';
import { readLeg, readSide } from './read-position-side.ts';
import { renderConditionalOrder } from './render-order.ts';
import type { Route, SignedCall } from './route.ts';
import { selectPage } from './select-page.ts';
import { conditionalTypeWords, toModelWord, workingPriceWords } from './words.ts';

/** A conditional order with what its child has done. Both are seen through the same lag. */
function render(call: SignedCall, order: ConditionalOrder, atMs: number): Record<string, unknown> {
  const { exchange, account } = call;
  const name = { orderId: order.childOrderId, clientOrderId: null };
  const child = order.childOrderId === null ? null : findOrder(exchange, account, order.symbol, name, atMs);
  return renderConditionalOrder(order, findMarket(exchange, order.symbol), child);
}

/** POST algoOrder. Source: docs, Binance USD-M, "New Algo Order". */
function createConditionalOrder(call: SignedCall): unknown {
  const { exchange, account, parameters } = call;
  if (parameters.text('algoType') !== 'CONDITIONAL') {
    throw new BinanceError(-1102, "Mandatory parameter 'algoType' was not sent, was empty/null, or malformed.");
  }
  const symbol = readSymbol(call);
  const side = readSide(parameters);
  parameters.text('type');
  const type = parameters.optionalChoice('type', Object.values(conditionalTypeWords), -1116, 'Invalid orderType.');
  const leg = readLeg(parameters);
  const working = parameters.optionalChoice('workingType', Object.values(workingPriceWords), -1102, "Mandatory parameter 'workingType' was not sent, was empty/null, or malformed.");
  const closePosition = parameters.optionalFlag('closePosition') ?? false;
  if (closePosition && parameters.optionalText('quantity') !== null) {
    throw new BinanceError(-4137, 'Quantity must be zero with closePosition equals true');
  }
  if (closePosition && parameters.optionalText('reduceOnly') !== null) {
    throw new BinanceError(-1106, "Parameter 'reduceonly' sent when not required.");
  }
  for (const ignored of ['newOrderRespType', 'timeInForce', 'priceMatch', 'selfTradePreventionMode']) {
    parameters.optionalText(ignored);
  }
  const order = placeConditionalOrder(exchange, account, {
    ...{ symbol, side, leg, closePosition },
    type: toModelWord(conditionalTypeWords, type!),
    quantity: closePosition ? null : parameters.decimal('quantity'),
    reduceOnly: readReduceOnly(call),
    triggerPrice: parameters.decimal('triggerPrice'),
    workingPrice: working === null ? 'last' : toModelWord(workingPriceWords, working),
    priceProtect: parameters.optionalFlag('priceProtect') ?? false,
    clientOrderId: readClientOrderId(exchange, parameters, 'clientAlgoId'),
    origin: 'client',
  });
  return render(call, unwrap(order), call.nowMs);
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
  { method: 'POST', path: '/fapi/v1/algoOrder', security: 'signed', weight: 0, orderCount: 1, act: createConditionalOrder },
  {
    method: 'GET',
    path: '/fapi/v1/algoOrder',
    security: 'signed',
    weight: 1,
    act: (call) => {
      const atMs = call.asOfMs('conditional-orders');
      const order = findNamedOrder(call, atMs);
      if (order === null) throw toBinanceError('order-not-found', '');
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
      const orders = listOpenConditionalOrders(call.exchange, call.account, readOptionalSymbol(call), atMs);
      return orders.map((order) => render(call, order, atMs));
    },
  },
  {
    method: 'GET',
    path: '/fapi/v1/allAlgoOrders',
    security: 'signed',
    weight: 5,
    act: (call) => {
      const atMs = call.asOfMs('conditional-orders');
      const orders = listConditionalOrders(call.exchange, call.account, readSymbol(call), atMs);
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
