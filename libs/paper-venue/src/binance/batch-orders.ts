import { type Order, cancelOrder, findOrder, setCountdown } from '@breakwater/paper';
import { findUnknownInLeg } from './accepted-parameters.ts';
import { BinanceError, overloaded } from './binance-error.ts';
import { isReducingLeg } from './is-reducing.ts';
import { conditionalTypes, createOrder, readSymbol } from './orders.ts';
import { Parameters, unwrap } from './parameters.ts';
import { renderOrderResult } from './render-order.ts';
import { refuseUnknown } from './refuse-unknown.ts';
import type { Route, SignedCall } from './route.ts';

const mostCreated = 5;
const mostCanceled = 10;

/** The text under `name` as a JSON list. Throws -1130 for anything else. */
function readList(parameters: Parameters, name: string): unknown[] | null {
  const text = parameters.optionalText(name) ?? parameters.optionalText(name.toLowerCase());
  if (text === null) return null;
  const broken = new BinanceError(-1130, `Data sent for parameter '${name}' is not valid.`);
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    throw broken;
  }
  if (!Array.isArray(list) || list.length === 0) throw broken;
  return list;
}

/** Runs one leg of a batch; its error stands in its place and hurts no other leg. */
function runLeg(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    if (error instanceof BinanceError) return { code: error.code, msg: error.message };
    throw error;
  }
}

/** The parameters of one leg, which are JSON here. */
function toParameters(leg: unknown): Parameters {
  if (leg === null || typeof leg !== 'object') throw new BinanceError(-1130, "Data sent for parameter 'batchOrders' is not valid.");
  return new Parameters(new URLSearchParams(Object.entries(leg).map(([name, value]): [string, string] => [name, String(value)])).toString());
}

/** Places one leg. */
function placeLeg(call: SignedCall, leg: unknown): unknown {
  if (call.isOverloaded && !isReducingLeg(leg)) throw overloaded();
  const parameters = toParameters(leg);
  // A stop is told where its place is, under whatever names it comes: ccxt sends it as the algo list knows it. Source: exchange-wire.md §1a.
  if (!conditionalTypes.has(parameters.optionalText('type') ?? '')) refuseUnknown(call.exchange, parameters, findUnknownInLeg);
  return createOrder({ ...call, parameters });
}

/** Orders that a DELETE names, each by the list in which it stands. */
function readNamedOrders(call: SignedCall): (() => Order | null)[] {
  const { exchange, account, parameters, nowMs } = call;
  const symbol = readSymbol(call);
  const ids = readList(parameters, 'orderIdList');
  const names = ids === null ? readList(parameters, 'origClientOrderIdList') : null;
  const wanted = ids ?? names;
  if (wanted === null) throw new BinanceError(-1102, "Either 'orderIdList' or 'origClientOrderIdList' must be sent, but both were empty/null!");
  if (wanted.length > mostCanceled) throw new BinanceError(-4083, 'Fail to place batch orders.');
  return wanted.map((each) => () => {
    const name = ids === null ? { orderId: null, clientOrderId: String(each) } : { orderId: Number(each), clientOrderId: null };
    return findOrder(exchange, account, symbol, name, nowMs);
  });
}

/** Several orders in one request, and the dead man's switch. Sources: docs, Binance USD-M, "Place Multiple Orders" and following. */
export const batchOrderRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/fapi/v1/batchOrders',
    security: 'signed',
    weight: 5,
    // Whatever the number of its legs. Source: docs, Binance USD-M, "Place Multiple Orders": request weight.
    orderCounts: { in10s: 5, in1m: 1 },
    act: (call) => {
      call.parameters.text('batchOrders');
      const legs = readList(call.parameters, 'batchOrders')!;
      if (legs.length > mostCreated) throw new BinanceError(-4082, 'Invalid number of batch orders.');
      return legs.map((leg) => runLeg(() => placeLeg(call, leg)));
    },
  },
  {
    method: 'DELETE',
    path: '/fapi/v1/batchOrders',
    security: 'signed',
    weight: 1,
    act: (call) => readNamedOrders(call).map((find) => runLeg(() => renderOrderResult(unwrap(cancelOrder(call.exchange, call.account, find()))))),
  },
  {
    method: 'POST',
    path: '/fapi/v1/countdownCancelAll',
    security: 'signed',
    weight: 10,
    act: (call) => {
      const symbol = readSymbol(call);
      const countdownMs = call.parameters.integer('countdownTime');
      setCountdown(call.exchange, call.account, symbol, countdownMs);
      return { symbol, countdownTime: String(countdownMs) };
    },
  },
];
