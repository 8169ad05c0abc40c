import {
  type Account,
  type LifelongOrder,
  type PaperExchange,
  type Refusal,
  acceptOrder,
  amendConditionalOrder,
  amendOrder,
  attachStops,
  cancelConditionalOrder,
  cancelOrder,
  findOrderPlace,
  isOpenOrder,
  isRefusal,
  listOpenLifelongOrders,
  placeConditionalOrder,
  readPrice,
  refuse,
  toText,
} from '@breakwater/paper';
import { BybitError, toBybitError } from './bybit-error.ts';
import { findOrderToChange } from './named-order.ts';
import { unwrap } from './parameters.ts';
import { insistOnLinear, readMarket, readOptionalMarket } from './shared-parameters.ts';
import { readAmendedStops, readNewOrder, readWorkingPrice } from './read-order.ts';
import { renderLinkId } from './render-order.ts';
import type { Route, SignedCall } from './route.ts';
import { renderOrderId } from './venue-id.ts';

/** What every acknowledgement says, and nothing more: not a word of what became of the order. */
export function acknowledge(exchange: PaperExchange, each: LifelongOrder): Record<string, string> {
  const { clientOrderId, origin } = each.conditional ?? each.order!;
  return { orderId: renderOrderId(exchange, findOrderPlace(each)), orderLinkId: renderLinkId(clientOrderId, origin) };
}

/** The venue's words for a trigger on the wrong side of the market. Source: docs, Bybit v5, "Error Code": 110092, 110093. */
function wrongDirection({ exchange, parameters }: SignedCall, symbol: string, isRising: boolean): BybitError {
  const current = toText(readPrice(exchange, symbol)[readWorkingPrice(parameters, 'triggerBy')]);
  const trigger = parameters.optionalText('triggerPrice');
  return isRising
    ? new BybitError(110092, `expect Rising, but trigger_price[${trigger}] <= current[${current}]??LastPrice`)
    : new BybitError(110093, `expect Falling, but trigger_price[${trigger}] >= current[${current}]??LastPrice`);
}

/** Takes one order. Throws the venue's error. Source: docs, Bybit v5, "Place Order". */
export function createOrder(call: SignedCall): LifelongOrder {
  const { exchange, account } = call;
  const request = readNewOrder(call);
  if ('plain' in request) return { conditional: null, order: unwrap(acceptOrder(exchange, account, request.plain)) };
  const { type, side, symbol } = request.conditional;
  const answer = placeConditionalOrder(exchange, account, request.conditional);
  if (isRefusal(answer) && answer.refused === 'would-trigger-at-once') {
    throw wrongDirection(call, symbol, (type === 'stop-market' || type === 'stop') === (side === 'buy'));
  }
  return { conditional: unwrap(answer), order: null };
}

/** Ends one order, whichever list it stands in. */
function cancelEither(exchange: PaperExchange, account: Account, each: LifelongOrder | null): LifelongOrder | Refusal {
  if (each === null) return refuse('cancel-not-found');
  const { conditional, order } = each;
  const answer = order === null ? cancelConditionalOrder(exchange, account, conditional) : cancelOrder(exchange, account, order);
  return isRefusal(answer) ? answer : each;
}

/** Ends the order that a call names. Throws 110001 if it does not rest any more. */
export function cancelNamedOrder(call: SignedCall): LifelongOrder {
  const { symbol } = readMarket(call);
  return unwrap(cancelEither(call.exchange, call.account, findOrderToChange(call, symbol)));
}

/** Whether an order belongs to the kind that a filter asks for. */
export function isOfKind({ conditional }: LifelongOrder, filter: string | null): boolean {
  if (filter === null) return true;
  return filter === 'StopOrder' || filter === 'tpslOrder' ? conditional !== null : conditional === null;
}

/** Ends all orders of a contract, a base coin or a settle coin, conditional ones too. Source: docs, Bybit v5, "Cancel All Orders". */
function cancelAll(call: SignedCall): unknown {
  const { exchange, account, parameters, nowMs } = call;
  insistOnLinear(parameters);
  const market = readOptionalMarket(call);
  const baseCoin = parameters.optionalText('baseCoin');
  const settleCoin = parameters.optionalText('settleCoin');
  if (market === null && baseCoin === null && settleCoin === null) throw new BybitError(10001, 'params error: symbol, baseCoin or settleCoin is required');
  const filter = parameters.optionalText('orderFilter');
  const isStopOnly = parameters.optionalText('stopOrderType') === 'Stop';
  const orders = listOpenLifelongOrders(exchange, account, market?.symbol ?? null, { ordersMs: nowMs, conditionalOrdersMs: nowMs }).filter((each) => {
    if (!isOfKind(each, filter) || (isStopOnly && each.conditional?.bond !== undefined)) return false;
    if (market !== null) return true;
    const of = exchange.markets.get((each.conditional ?? each.order!).symbol)!;
    return baseCoin === null ? of.marginAsset === settleCoin : of.baseAsset === baseCoin;
  });
  const ended = orders.filter((each) => !isRefusal(cancelEither(exchange, account, each)));
  return { list: ended.map((each) => acknowledge(exchange, each)), success: '1' };
}

/** Changes a waiting order. */
function amendWaiting(call: SignedCall, each: LifelongOrder): unknown {
  const { exchange, account, parameters } = call;
  const { symbol, type, side } = each.conditional!;
  const working = parameters.optionalText('triggerBy') === null ? null : readWorkingPrice(parameters, 'triggerBy');
  const change = { triggerPrice: parameters.optionalDecimal('triggerPrice'), workingPrice: working, quantity: parameters.optionalDecimal('qty'), price: parameters.optionalDecimal('price'), attached: readAmendedStops(call, each.conditional!) };
  const answer = amendConditionalOrder(exchange, account, each.conditional, change);
  if (isRefusal(answer) && answer.refused === 'would-trigger-at-once') throw wrongDirection(call, symbol, (type === 'stop-market' || type === 'stop') === (side === 'buy'));
  unwrap(answer);
  return acknowledge(exchange, each);
}

/** Changes an order that rests or waits. Source: docs, Bybit v5, "Amend Order". */
function amend(call: SignedCall): unknown {
  const { exchange, account, parameters } = call;
  insistOnLinear(parameters);
  const each = findOrderToChange(call, readMarket(call).symbol);
  if (each?.order === null && each.conditional !== null) return amendWaiting(call, each);
  const order = each?.order ?? null;
  if (each === null || order === null || !isOpenOrder(order) || order.price === null) throw toBybitError('order-not-found', '');
  const attached = readAmendedStops(call, order);
  const quantity = parameters.optionalDecimal('qty') ?? order.quantity;
  if (quantity.lte(order.executedQuantity)) throw new BybitError(110063, 'The number of contracts modified cannot be less than or equal to the filled quantity');
  const price = parameters.optionalDecimal('price') ?? order.price;
  const isMoved = !quantity.eq(order.quantity) || !price.eq(order.price);
  if (attached !== null && !isMoved) attachStops(exchange, account, order, attached);
  else unwrap(amendOrder(exchange, account, { ...order, ...(attached === null ? {} : { attached }) }, quantity, price));
  return acknowledge(exchange, each);
}

/** Orders come and go. Sources: docs, Bybit v5, "Trade". */
export const orderRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v5/order/create',
    security: 'signed',
    perSecond: 10,
    act: (call) => {
      insistOnLinear(call.parameters);
      return acknowledge(call.exchange, createOrder(call));
    },
  },
  { method: 'POST', path: '/v5/order/amend', security: 'signed', perSecond: 10, act: amend },
  {
    method: 'POST',
    path: '/v5/order/cancel',
    security: 'signed',
    perSecond: 10,
    act: (call) => {
      insistOnLinear(call.parameters);
      return acknowledge(call.exchange, cancelNamedOrder(call));
    },
  },
  { method: 'POST', path: '/v5/order/cancel-all', security: 'signed', perSecond: 10, act: cancelAll },
];
