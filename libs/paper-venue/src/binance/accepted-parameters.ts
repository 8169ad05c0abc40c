/** The parameters that each endpoint knows. Source: docs, Binance USD-M, the tables of each endpoint. */
import type { Route } from './route.ts';

/** What every signed request carries. */
const signed = ['timestamp', 'recvWindow', 'signature'];
const newOrder =
  'symbol side positionSide type timeInForce quantity reduceOnly price newClientOrderId stopPrice closePosition activationPrice callbackRate workingType priceProtect newOrderRespType priceMatch selfTradePreventionMode goodTillDate';
const page = 'startTime endTime limit';

const accepted: Readonly<Record<string, string>> = {
  'GET /fapi/v1/depth': 'symbol limit',
  'GET /fapi/v1/klines': `symbol interval ${page}`,
  'GET /fapi/v1/openInterest': 'symbol',
  'GET /fapi/v1/fundingRate': `symbol ${page}`,
  'GET /fapi/v1/premiumIndex': 'symbol',
  'GET /fapi/v1/ticker/24hr': 'symbol',
  'GET /fapi/v1/ticker/price': 'symbol',
  'GET /fapi/v2/ticker/price': 'symbol',
  'GET /fapi/v1/ticker/bookTicker': 'symbol',
  'POST /fapi/v1/order': newOrder,
  'PUT /fapi/v1/order': 'symbol side orderId origClientOrderId quantity price priceMatch',
  'GET /fapi/v1/order': 'symbol orderId origClientOrderId',
  'DELETE /fapi/v1/order': 'symbol orderId origClientOrderId',
  'GET /fapi/v1/openOrder': 'symbol orderId origClientOrderId',
  'GET /fapi/v1/openOrders': 'symbol',
  'GET /fapi/v1/allOrders': `symbol orderId ${page}`,
  'DELETE /fapi/v1/allOpenOrders': 'symbol',
  'POST /fapi/v1/batchOrders': 'batchOrders',
  // The venue reads these names in any case: ccxt sends them in lower case.
  'DELETE /fapi/v1/batchOrders': 'symbol orderIdList origClientOrderIdList orderidlist origclientorderidlist',
  'POST /fapi/v1/countdownCancelAll': 'symbol countdownTime',
  'POST /fapi/v1/algoOrder':
    'algoType symbol side positionSide type timeInForce quantity price triggerPrice workingType priceMatch closePosition priceProtect reduceOnly activatePrice callbackRate clientAlgoId newOrderRespType selfTradePreventionMode goodTillDate',
  // No symbol in the venue's tables, but ccxt sends one and is not refused.
  'GET /fapi/v1/algoOrder': 'algoId clientAlgoId symbol',
  'DELETE /fapi/v1/algoOrder': 'algoId clientAlgoId symbol',
  // Documented besides, and not honoured here: algoType and algoId of the open ones, page of all.
  'GET /fapi/v1/openAlgoOrders': 'symbol',
  'GET /fapi/v1/allAlgoOrders': `symbol algoId ${page}`,
  'DELETE /fapi/v1/algoOpenOrders': 'symbol',
  'GET /fapi/v3/positionRisk': 'symbol',
  'GET /fapi/v2/positionRisk': 'symbol',
  'GET /fapi/v1/userTrades': `symbol orderId fromId ${page}`,
  'POST /fapi/v1/leverage': 'symbol leverage',
  'POST /fapi/v1/marginType': 'symbol marginType',
  'POST /fapi/v1/positionSide/dual': 'dualSidePosition',
  'GET /fapi/v1/symbolConfig': 'symbol',
  'GET /fapi/v1/leverageBracket': 'symbol',
};

/** The names that an endpoint knows besides those of every signed request; none for an endpoint without parameters. */
const known = new Map(Object.entries(accepted).map(([endpoint, names]) => [endpoint, new Set([...signed, ...names.split(' ')])]));
const onlySigned = new Set(signed);

/** The names in `sent` that the endpoint does not know. */
export function findUnknownParameters({ method, path }: Pick<Route, 'method' | 'path'>, sent: readonly string[]): string[] {
  const names = known.get(`${method} ${path}`) ?? onlySigned;
  return sent.filter((name) => !names.has(name));
}

/** The names in a leg of a batch that an order does not know. What signs a request stands beside the legs, not in them. */
export function findUnknownInLeg(sent: readonly string[]): string[] {
  const names = new Set(newOrder.split(' '));
  return sent.filter((name) => !names.has(name));
}

/** The endpoints that have parameters of their own. */
export const endpointsWithParameters: readonly string[] = Object.keys(accepted);
