import {
  type Decimal,
  type Order,
  amendOrder,
  cancelAllOrders,
  cancelOrder,
  findOrder,
  listOpenOrders,
  listOrders,
  placeOrder,
  zero,
} from '@breakwater/paper';
import { renderList } from '../json-in-pieces.ts';
import { rememberRows } from '../remember-rows.ts';
import { BinanceError, toBinanceError } from './binance-error.ts';
import { readClientOrderId } from './client-order-id.ts';
import { unwrap } from './parameters.ts';
import { readLeg, readSide } from './read-position-side.ts';
import { renderOrder, renderOrderResult } from './render-order.ts';
import { type Route, type SignedCall, oneOrder } from './route.ts';
import { selectPage } from './select-page.ts';
import { refuseNotRequired, refusePriceMatch, refuseUnhonoured } from './unhonoured-parameters.ts';
import { timeInForceWords, toModelWord } from './words.ts';

/** Order types that moved to the algo endpoints. Source: docs, Binance USD-M, change log of 2025-12-09. */
export const conditionalTypes: ReadonlySet<string> = new Set(['STOP', 'STOP_MARKET', 'TAKE_PROFIT', 'TAKE_PROFIT_MARKET', 'TRAILING_STOP_MARKET']);

/** What only those types read, and the values that say no more of a plain order than its answer does. */
const conditionalParameters = ['stopPrice', 'activationPrice', 'callbackRate', 'workingType', 'priceProtect'];
const plainValues = { workingType: 'CONTRACT_PRICE', priceProtect: 'false' };

/** The symbol that a call names; throws -1121 for one that is not traded here. */
export function readSymbol({ exchange, parameters }: SignedCall): string {
  const market = exchange.markets.get(parameters.text('symbol'));
  if (market === undefined) throw toBinanceError('unknown-symbol', '');
  // The market's own text: records that kept the request's would keep one each, and be looked up more slowly.
  return market.symbol;
}

/** As `readSymbol`, but the call may leave it out. */
export function readOptionalSymbol(call: SignedCall): string | null {
  return call.parameters.optionalText('symbol') === null ? null : readSymbol(call);
}

/** In hedge mode the leg says whether an order closes, and reduceOnly must not be sent. Source: docs: reduceOnly, -1106. */
export function readReduceOnly({ account, parameters }: SignedCall): boolean {
  const reduceOnly = parameters.optionalFlag('reduceOnly');
  if (reduceOnly !== null && account.isHedged) throw new BinanceError(-1106, "Parameter 'reduceonly' sent when not required.");
  return reduceOnly ?? false;
}

/** The order as it was at the moment of acceptance: what ACK, the default, shows. Source: docs: newOrderRespType. */
function forgetExecutions(order: Order): Order {
  return { ...order, status: 'new', executedQuantity: zero, executedCost: zero, updatedAtMs: order.createdAtMs };
}

/** Places one order. Throws the venue's error. Source: docs, Binance USD-M, "New Order": closePosition is "used with STOP_MARKET or TAKE_PROFIT_MARKET", whose place is the algo list; "Error Codes": -4136. */
export function createOrder(call: SignedCall): unknown {
  const { exchange, account, parameters, fillAfterMs } = call;
  const symbol = readSymbol(call);
  const side = readSide(parameters);
  const word = parameters.text('type');
  if (conditionalTypes.has(word)) {
    throw new BinanceError(-4120, 'Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.');
  }
  if (word !== 'MARKET' && word !== 'LIMIT') throw new BinanceError(-1116, 'Invalid orderType.');
  if (parameters.optionalFlag('closePosition') === true) throw new BinanceError(-4136, `Target strategy invalid for orderType ${word},closePosition true`);
  refuseNotRequired(parameters, conditionalParameters, plainValues);
  const leg = readLeg(parameters);
  const reduceOnly = readReduceOnly(call);
  const clientOrderId = readClientOrderId(exchange, parameters, 'newClientOrderId');
  const tif = parameters.optionalChoice('timeInForce', Object.values(timeInForceWords), -1115, 'Invalid timeInForce.');
  refuseUnhonoured(parameters);
  const wanted = parameters.optionalChoice('newOrderRespType', ['ACK', 'RESULT'], -1136, 'Invalid newOrderRespType.') ?? 'ACK';
  let price: Decimal | null = null;
  if (word === 'LIMIT') {
    if (tif === null) parameters.text('timeInForce');
    price = parameters.decimal('price');
  } else if (parameters.optionalText('price') !== null) {
    throw new BinanceError(-1106, "Parameter 'price' sent when not required.");
  } else if (tif !== null) {
    throw new BinanceError(-1106, "Parameter 'timeInForce' sent when not required.");
  }
  const order = placeOrder(exchange, account, {
    ...{ symbol, side, leg, price, reduceOnly, clientOrderId },
    type: word === 'MARKET' ? 'market' : 'limit',
    timeInForce: tif === null ? 'gtc' : toModelWord(timeInForceWords, tif),
    quantity: parameters.decimal('quantity'),
    origin: 'client',
    parent: null,
    ...(fillAfterMs === null ? {} : { fillAfterMs }),
  });
  return renderOrderResult(wanted === 'RESULT' ? unwrap(order) : forgetExecutions(unwrap(order)));
}

/** The order that a call names by orderId or origClientOrderId; `null` if it is unknown or not yet visible. */
function findNamedOrder(call: SignedCall, atMs: number): Order | null {
  const { exchange, account, parameters } = call;
  const symbol = readSymbol(call);
  const orderId = parameters.optionalInteger('orderId');
  const clientOrderId = parameters.optionalText('origClientOrderId');
  if (orderId === null && clientOrderId === null) {
    throw new BinanceError(-1102, "Either 'orderId' or 'origClientOrderId' must be sent, but both were empty/null!");
  }
  return findOrder(exchange, account, symbol, { orderId, clientOrderId }, atMs);
}

/** As `findNamedOrder`, seen as a listing shows it. */
function readNamedOrder(call: SignedCall): Order | null {
  const order = findNamedOrder(call, call.asOfMs('orders'));
  return order !== null && call.isVisible('orders', order.createdAtMs) ? order : null;
}

/** PUT order. Source: docs, Binance USD-M, "Modify Order". */
function modifyOrder(call: SignedCall): unknown {
  const { exchange, account, parameters } = call;
  refusePriceMatch(parameters);
  const order = findNamedOrder(call, call.nowMs);
  const side = readSide(parameters);
  if (order !== null && order.side !== side) throw new BinanceError(-1117, 'Invalid side.');
  const amended = unwrap(amendOrder(exchange, account, order, parameters.decimal('quantity'), parameters.decimal('price')));
  return { ...renderOrderResult(amended), pair: amended.symbol, modifyId: exchange.changeCount };
}

/** GET order. */
function queryOrder(call: SignedCall): unknown {
  const order = readNamedOrder(call);
  if (order === null) throw toBinanceError('order-not-found', '');
  return renderOrder(order);
}

/** GET openOrder: only while it rests. */
function queryOpenOrder(call: SignedCall): unknown {
  const order = readNamedOrder(call);
  if (order === null || (order.status !== 'new' && order.status !== 'partially-filled')) throw toBinanceError('order-not-found', '');
  return renderOrder(order);
}

/** The plain list. Sources: docs, Binance USD-M, "Trade Endpoints". */
export const orderRoutes: readonly Route[] = [
  { method: 'POST', path: '/fapi/v1/order', security: 'signed', weight: 0, orderCounts: oneOrder, act: createOrder },
  { method: 'PUT', path: '/fapi/v1/order', security: 'signed', weight: 0, orderCounts: oneOrder, act: modifyOrder },
  { method: 'GET', path: '/fapi/v1/order', security: 'signed', weight: 1, act: queryOrder },
  { method: 'GET', path: '/fapi/v1/openOrder', security: 'signed', weight: 1, act: queryOpenOrder },
  {
    method: 'DELETE',
    path: '/fapi/v1/order',
    security: 'signed',
    weight: 1,
    act: (call) => {
      // A cancel acts on the matching engine's present, however far the listings lag.
      const order = findNamedOrder(call, call.nowMs);
      return renderOrderResult(unwrap(cancelOrder(call.exchange, call.account, order)));
    },
  },
  {
    method: 'GET',
    path: '/fapi/v1/openOrders',
    security: 'signed',
    weight: 1,
    wideWeight: 40,
    act: (call) => {
      const symbol = readOptionalSymbol(call);
      const gather = () => listOpenOrders(call.exchange, call.account, symbol, call.asOfMs('orders'));
      const isPresent = call.asOfMs('orders') === call.nowMs;
      const orders = symbol === null && isPresent ? rememberRows(call.account, 'open orders', gather) : gather();
      const hidesNone = call.isVisible('orders', Number.POSITIVE_INFINITY);
      return renderList(hidesNone ? orders : orders.filter((order) => call.isVisible('orders', order.createdAtMs)), renderOrder);
    },
  },
  {
    method: 'GET',
    path: '/fapi/v1/allOrders',
    security: 'signed',
    weight: 5,
    act: (call) => {
      const orders = listOrders(call.exchange, call.account, readSymbol(call), call.asOfMs('orders')).filter((order) => call.isVisible('orders', order.createdAtMs));
      const page = selectPage(orders, call.parameters, call.nowMs, {
        timeOf: (order) => order.createdAtMs,
        idOf: (order) => order.orderId,
        fromId: 'orderId',
        defaultLimit: 500,
      });
      return renderList(page, renderOrder);
    },
  },
  {
    method: 'DELETE',
    path: '/fapi/v1/allOpenOrders',
    security: 'signed',
    weight: 1,
    act: (call) => {
      cancelAllOrders(call.exchange, call.account, readSymbol(call));
      return { code: 200, msg: 'The operation of cancel all open order is done.' };
    },
  },
];
