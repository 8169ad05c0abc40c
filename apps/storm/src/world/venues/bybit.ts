import { createHmac } from 'node:crypto';
import type { Leg } from '@breakwater/core';
import { speakBybit } from '@breakwater/exchange';
import { bybitRules, createBybitMarkets, setAccountMarginType, setLeverage } from '@breakwater/paper';
import { bybitRoutes, createBybitDialect, parseBybitOrderId } from '@breakwater/paper-venue';
import { isClosing } from '../arrival.ts';
import type { Refusal, Venue, VenueRoute } from './venue.ts';

/** `GET /v5/market/instruments-info` under the name of ccxt's raw method for it, `publicGetV5MarketInstrumentsInfo`. */
function nameOf(method: string, path: string, isPublic: boolean): string {
  const words = path.slice(1).split(/[/-]/).map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
  return `${isPublic ? 'public' : 'private'}${method[0]}${method.slice(1).toLowerCase()}${words}`;
}

const routesByName: ReadonlyMap<string, VenueRoute> = new Map(
  [...bybitRoutes.values()].map(({ method, path, security }): [string, VenueRoute] => [nameOf(method, path, security === 'public'), { method, path }]),
);

const legs: readonly Leg[] = ['net', 'long', 'short'];

const busy: Refusal = { code: 10006, httpStatus: 200, message: 'Too many visits. Exceeded the API Rate Limit.' };
const late: Refusal = { code: 10002, httpStatus: 200, message: 'The request time exceeds the time window range.' };
const broken: Refusal = { code: 10016, httpStatus: 200, message: 'Internal System Error.' };
const slow: Refusal = { code: 10000, httpStatus: 200, message: 'Server Timeout' };
const restarting: Refusal = { code: 10019, httpStatus: 200, message: 'ws trade service is restarting, do not accept new request, but the request in the process is not affected.' };
const strange: Refusal = { code: 99_999, httpStatus: 200, message: 'A code that nobody has heard of' };
const poor: Refusal = { code: 110_007, httpStatus: 200, message: 'ab not enough for new order' };
const small: Refusal = { code: 110_094, httpStatus: 200, message: 'Order does not meet minimum order value 5USDT' };
const passed: Refusal = { code: 110_093, httpStatus: 200, message: 'expect Falling, but trigger_price[1] >= current[1]??LastPrice' };
const crowded: Refusal = { code: 110_009, httpStatus: 200, message: 'The number of stop orders exceeds the maximum allowable limit.' };

/** Bybit v5, linear contracts. Source of the refusals: Bybit v5, "Error Codes", "Rate Limit Rules". */
export const bybit: Venue = {
  client: 'bybit',
  markets: createBybitMarkets(),
  drawRules: (dice) => ({
    ...bybitRules,
    // What the client sends and the venue does not know must not go unnoticed.
    unknownParameters: 'refuse',
    gatewayChecks: dice.pick(['exposure', 'form'] as const),
    matchAfterMs: dice.pick([0, 0, 5, 50, 400]),
    liquidationFraction: dice.pick(['1', '0.5']),
  }),
  createDialect: (exchange) => createBybitDialect(exchange, 'count'),
  configure({ exchange, account }, symbol, marginMode, leverage) {
    setAccountMarginType(exchange, account, marginMode);
    setLeverage(exchange, account, symbol, leverage);
  },
  findRoute(name) {
    const route = routesByName.get(name);
    if (route === undefined) throw new Error(`Bybit has no endpoint behind ${name}`);
    return route;
  },
  readAsks({ method, path }, parameters) {
    if (method === 'GET') return parameters['orderLinkId'] === undefined && parameters['orderId'] === undefined ? 'list' : 'order';
    if (path === '/v5/order/cancel') return 'cancel';
    if (path !== '/v5/order/create') return 'setting';
    return parameters['triggerPrice'] === undefined ? 'market' : 'stop';
  },
  readWish({ path }, parameters) {
    const text = (name: string): string | null => (parameters[name] === undefined ? null : String(parameters[name]));
    const isPlaced = path === '/v5/order/create';
    const isCleared = path === '/v5/position/trading-stop';
    const side = text('side') === null ? null : text('side') === 'Buy' ? 'buy' : 'sell';
    const leg = legs[Number(text('positionIdx') ?? 'none')] ?? null;
    return {
      kind: isPlaced ? 'place' : isCleared || path === '/v5/order/cancel' ? 'cancel' : 'configure',
      clientOrderId: text('orderLinkId'),
      exchangeOrderId: text('orderId'),
      type: isPlaced ? (text('triggerPrice') === null ? 'market' : 'stop') : isCleared ? 'position_stop' : null,
      ...{ side, leg, triggerPrice: text('triggerPrice') },
      isReducing: text('reduceOnly') === 'true' || (leg !== null && side !== null && isClosing(leg, side)),
    };
  },
  placeOf: (exchange, _, { exchangeOrderId }) => parseBybitOrderId(exchange, exchangeOrderId ?? ''),
  toRequest({ method, path }, { parameters, signature }, { apiKey, apiSecret, nowMs }) {
    const query = method === 'GET' ? Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&') : '';
    const body = method === 'GET' ? '' : JSON.stringify(parameters);
    const request = { method, path, query, body, ip: '10.0.0.1', arrivedAtMs: nowMs };
    if (signature === null) return { ...request, headers: {} };
    const { signedAtMs, windowMs } = signature;
    const sign = createHmac('sha256', apiSecret).update(`${signedAtMs}${apiKey}${windowMs}${query}${body}`).digest('hex');
    return { ...request, headers: { 'x-bapi-api-key': apiKey, 'x-bapi-timestamp': String(signedAtMs), 'x-bapi-recv-window': String(windowMs), 'x-bapi-sign': sign } };
  },
  isList: (payload) => Array.isArray((payload as { readonly result?: { readonly list?: unknown } } | null | undefined)?.result?.list),
  looks: new Set(['/v5/position/list', '/v5/order/realtime']),
  emptied: ['/position/list', '/position/list', '/order/realtime', '/execution/list', '/closed-pnl'],
  hasPositionStops: true,
  refusals: { any: [busy, late, broken, strange], market: [busy, late, broken, poor, small, strange], stop: [busy, late, broken, passed, crowded, strange] },
  untruths: [broken, slow, restarting, strange],
  // Real bans last ten minutes; what counts is what follows them.
  ban: { code: 10018, httpStatus: 403, message: '403, access too frequent' },
  speak: speakBybit,
};
