import { createHmac } from 'node:crypto';
import type { Leg } from '@breakwater/core';
import { speakBinance, type Wire } from '@breakwater/exchange';
import { binanceRules, createDefaultMarkets, setLeverage, setMarginType } from '@breakwater/paper';
import { binanceRoutes, createBinanceDialect } from '@breakwater/paper-venue';
import { isClosing } from '../arrival.ts';
import type { Refusal, Venue, VenueRoute } from './venue.ts';

/** `GET /fapi/v2/positionRisk` under the name of ccxt's raw method for it, `fapiPrivateV2GetPositionRisk`. */
function nameOf(method: string, path: string, isPublic: boolean): string {
  const [, version, ...rest] = path.slice(1).split('/');
  const words = rest.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
  return `fapi${isPublic ? 'Public' : 'Private'}${version === 'v1' ? '' : version!.toUpperCase()}${method[0]}${method.slice(1).toLowerCase()}${words}`;
}

const routesByName: ReadonlyMap<string, VenueRoute> = new Map(
  [...binanceRoutes.values()].map(({ method, path, security }): [string, VenueRoute] => [nameOf(method, path, security === 'public'), { method, path }]),
);

const legs: Readonly<Record<string, Leg>> = { LONG: 'long', SHORT: 'short' };

const busy: Refusal = { code: -1003, httpStatus: 429, message: 'Too many requests' };
const late: Refusal = { code: -1021, httpStatus: 400, message: 'Timestamp for this request is outside of the recvWindow.' };
const broken: Refusal = { code: -1000, httpStatus: 500, message: 'An unknown error occurred while processing the request.' };
const startled: Refusal = { code: -1006, httpStatus: 400, message: 'An unexpected response was received from the message bus. Execution status unknown.' };
const cutOff: Refusal = { code: -1001, httpStatus: 500, message: 'Internal error; unable to process your request. Please try again.' };
const strange: Refusal = { code: -9999, httpStatus: 400, message: 'A code that nobody has heard of' };
const poor: Refusal = { code: -2019, httpStatus: 400, message: 'Margin is insufficient.' };
const small: Refusal = { code: -4164, httpStatus: 400, message: "Order's notional must be no smaller than 5 (unless you choose reduce only)." };
const passed: Refusal = { code: -2021, httpStatus: 400, message: 'Order would immediately trigger.' };
const crowded: Refusal = { code: -4045, httpStatus: 400, message: 'Reach max stop order limit.' };

/** Binance USD-M futures. Source of the refusals: Binance USD-M, "Error Codes". */
export const binance: Venue = {
  client: 'binanceusdm',
  markets: createDefaultMarkets(),
  drawRules: (dice) => ({
    ...binanceRules,
    childClientOrderId: dice.pick(['same', 'made'] as const),
    reduceOnlyCounts: dice.pick(['none', 'plain'] as const),
    liquidationFraction: dice.pick(['1', '0.5']),
  }),
  createDialect: (exchange) => createBinanceDialect(exchange, 'count'),
  configure({ exchange, account }, symbol, marginMode, leverage) {
    setMarginType(exchange, account, symbol, marginMode);
    setLeverage(exchange, account, symbol, leverage);
  },
  findRoute(name) {
    const route = routesByName.get(name);
    if (route === undefined) throw new Error(`Binance has no endpoint behind ${name}`);
    return route;
  },
  readAsks({ method, path }) {
    if (method === 'GET') return 'list';
    if (method === 'DELETE') return 'cancel';
    if (path.endsWith('/order')) return 'market';
    return path.endsWith('/algoOrder') ? 'stop' : 'setting';
  },
  readWish({ method, path }, parameters) {
    const text = (name: string): string | null => (parameters[name] === undefined ? null : String(parameters[name]));
    const isOrder = path.endsWith('/order') || path.endsWith('/algoOrder');
    const side = text('side') === null ? null : text('side') === 'BUY' ? 'buy' : 'sell';
    const leg = legs[text('positionSide') ?? ''] ?? null;
    return {
      kind: method === 'DELETE' ? 'cancel' : isOrder ? 'place' : 'configure',
      clientOrderId: text('clientAlgoId') ?? text('origClientOrderId') ?? text('newClientOrderId'),
      exchangeOrderId: text('algoId') ?? text('orderId'),
      type: isOrder ? (path.endsWith('/algoOrder') ? 'stop' : 'market') : null,
      ...{ side, leg, triggerPrice: text('triggerPrice') },
      isReducing: text('reduceOnly') === 'true' || (leg !== null && side !== null && isClosing(leg, side)),
    };
  },
  placeOf: (_, symbol, { type, exchangeOrderId }) => ({ symbol, ...(type === 'stop' ? { conditionalOrderId: Number(exchangeOrderId), orderId: null } : { conditionalOrderId: null, orderId: Number(exchangeOrderId) }) }),
  toRequest({ method, path }, { parameters, signature }, { apiKey, apiSecret, nowMs }) {
    const pairs = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    if (signature !== null) pairs.push(`timestamp=${signature.signedAtMs}`);
    let query = pairs.join('&');
    if (signature !== null) query += `&signature=${createHmac('sha256', apiSecret).update(query).digest('hex')}`;
    return { ...{ method, path, query, body: '' }, headers: { 'x-mbx-apikey': apiKey }, ip: '10.0.0.1', arrivedAtMs: nowMs };
  },
  isList: Array.isArray,
  looks: new Set(['/fapi/v2/positionRisk', '/fapi/v1/openOrders', '/fapi/v1/openAlgoOrders']),
  // Positions more often: nothing deceives like a position that is gone.
  emptied: ['/positionRisk', '/positionRisk', '/openOrders', '/openAlgoOrders', '/userTrades'],
  hasPositionStops: false,
  refusals: { any: [busy, late, broken, strange], market: [busy, late, broken, poor, small, strange], stop: [busy, late, broken, passed, crowded, strange] },
  untruths: [broken, startled, cutOff, strange],
  ban: { code: -1003, httpStatus: 418, message: 'Way too many requests; IP banned' },
  speak: (account, wire, time) => speakBinance(account, wire as Wire, time),
};
