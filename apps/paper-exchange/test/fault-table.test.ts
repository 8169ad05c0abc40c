import { describe, expect } from 'vitest';
import { type FaultKind, binanceRoutes as routes, faultKinds } from '@breakwater/paper-venue';
import { test } from './fixture.ts';
import type { ClientAccess } from './ccxt-client.ts';
import { sendSigned, signQuery } from './signed-request.ts';

/** A request that every endpoint understands, after an order `rest` and a conditional order `wait` were placed. */
const queries: Readonly<Record<string, string>> = {
  'GET /fapi/v1/klines': 'symbol=TAGUSDT&interval=1m&limit=2',
  'POST /fapi/v1/order': 'symbol=TAGUSDT&side=BUY&type=MARKET&quantity=20000&newClientOrderId=enter&newOrderRespType=RESULT',
  'PUT /fapi/v1/order': 'symbol=TAGUSDT&side=BUY&origClientOrderId=rest&quantity=20000&price=0.0003100',
  'GET /fapi/v1/order': 'symbol=TAGUSDT&origClientOrderId=rest',
  'DELETE /fapi/v1/order': 'symbol=TAGUSDT&origClientOrderId=rest',
  'GET /fapi/v1/openOrder': 'symbol=TAGUSDT&origClientOrderId=rest',
  'POST /fapi/v1/batchOrders': `batchOrders=${encodeURIComponent('[{"symbol":"TAGUSDT","side":"BUY","type":"MARKET","quantity":"20000"}]')}`,
  'DELETE /fapi/v1/batchOrders': `symbol=TAGUSDT&origClientOrderIdList=${encodeURIComponent('["rest"]')}`,
  'POST /fapi/v1/countdownCancelAll': 'symbol=TAGUSDT&countdownTime=60000',
  'POST /fapi/v1/algoOrder': 'algoType=CONDITIONAL&symbol=TAGUSDT&side=SELL&type=STOP_MARKET&quantity=20000&triggerPrice=0.0003&clientAlgoId=guard',
  'GET /fapi/v1/algoOrder': 'clientAlgoId=wait',
  'DELETE /fapi/v1/algoOrder': 'clientAlgoId=wait',
  'POST /fapi/v1/leverage': 'symbol=TAGUSDT&leverage=7',
  'POST /fapi/v1/marginType': 'symbol=COTIUSDT&marginType=ISOLATED',
  'POST /fapi/v1/positionSide/dual': 'dualSidePosition=true',
};
const withoutSymbol = new Set(['ping', 'time', 'exchangeInfo', 'listenKey', 'dual', 'account', 'balance', 'accountConfig', 'order']);

/** The parameters with which the table calls an endpoint. */
function findQuery(endpoint: string): string {
  return queries[endpoint] ?? (withoutSymbol.has(endpoint.split('/').at(-1)!) ? '' : 'symbol=TAGUSDT');
}

/** What a client sees of a request under a fault, and whether it was executed. */
const expectations: Readonly<Record<FaultKind, { readonly sees: string; readonly executed: boolean }>> = {
  'delay-request': { sees: 'whole', executed: true },
  'drop-request': { sees: 'closed', executed: false },
  'reset-connection': { sees: 'closed', executed: false },
  'hang-request': { sees: 'silence', executed: false },
  'clock-skew': { sees: 'whole', executed: true },
  refuse: { sees: '400 -4321', executed: false },
  overload: { sees: '503 -1008', executed: false },
  maintenance: { sees: '503 -1016', executed: false },
  lag: { sees: 'whole', executed: true },
  hide: { sees: 'whole', executed: true },
  'late-fill': { sees: 'whole', executed: true },
  'silent-maintenance': { sees: 'whole', executed: true },
  'drop-reply': { sees: 'closed', executed: true },
  'hang-reply': { sees: 'silence', executed: true },
  'unknown-reply': { sees: '503 undefined', executed: true },
  'timeout-reply': { sees: '408 -1007', executed: true },
  'untrue-reply': { sees: '400 -1006', executed: true },
  'delay-reply': { sees: 'whole', executed: true },
  'empty-list': { sees: 'list', executed: true },
  'short-list': { sees: 'whole', executed: true },
  'empty-reply': { sees: 'unreadable', executed: true },
  'empty-object': { sees: 'object', executed: true },
  'html-reply': { sees: 'unreadable', executed: true },
  'truncate-reply': { sees: 'unreadable', executed: true },
  'cut-reply': { sees: 'closed', executed: true },
  'stall-reply': { sees: 'silence', executed: true },
};

/** Fields that some kinds need. The lists lag by nothing here: what they show then has tests of its own. */
const fields: Partial<Record<FaultKind, Record<string, unknown>>> = {
  'delay-request': { delayMs: 1 },
  'delay-reply': { delayMs: 1 },
  lag: { delayMs: 0 },
  hide: { delayMs: 0 },
  'late-fill': { delayMs: 0 },
  'clock-skew': { skewMs: 500 },
  refuse: { code: -4321 },
  'untrue-reply': { code: -1006 },
};

/** What a fetch came to. */
async function observe(patienceMs: number, ask: (signal: AbortSignal) => Promise<Response>): Promise<string> {
  try {
    const response = await ask(AbortSignal.timeout(patienceMs));
    const text = await response.text();
    let body: any;
    try {
      body = JSON.parse(text);
    } catch {
      return 'unreadable';
    }
    if (response.status !== 200) return `${response.status} ${body.code}`;
    if (text === '[]') return 'list';
    return text === '{}' ? 'object' : 'whole';
  } catch (error) {
    return (error as Error).name === 'TimeoutError' ? 'silence' : 'closed';
  }
}

/** Path and query, signed if the endpoint wants it. */
function writeUrl(access: ClientAccess, path: string, query: string, isSigned: boolean): string {
  return query === '' ? path : `${path}?${query}${isSigned ? `&signature=${signQuery(query, access.apiSecret)}` : ''}`;
}

/** Places what the endpoint is about. A change of the mode wants an account without orders. */
async function prepare(access: ClientAccess, endpoint: string): Promise<void> {
  if (endpoint === 'POST /fapi/v1/positionSide/dual') return;
  const rest = 'symbol=TAGUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=20000&price=0.0003&newClientOrderId=rest';
  await sendSigned(access, 'POST', '/fapi/v1/order', `${rest}&timestamp=${Date.now()}`);
  const wait = 'algoType=CONDITIONAL&symbol=TAGUSDT&side=SELL&type=STOP_MARKET&quantity=20000&triggerPrice=0.0003&clientAlgoId=wait';
  await sendSigned(access, 'POST', '/fapi/v1/algoOrder', `${wait}&timestamp=${Date.now()}`);
}

/** Brings the account back to the beginning, so that each endpoint meets the same. */
async function reset(access: ClientAccess): Promise<void> {
  const send = (method: string, path: string, query: string) => sendSigned(access, method, path, `${query}&timestamp=${Date.now()}`);
  await send('DELETE', '/fapi/v1/allOpenOrders', 'symbol=TAGUSDT');
  await send('DELETE', '/fapi/v1/algoOpenOrders', 'symbol=TAGUSDT');
  await send('POST', '/fapi/v1/order', 'symbol=TAGUSDT&side=SELL&type=MARKET&quantity=50000000&reduceOnly=true');
  await send('POST', '/fapi/v1/positionSide/dual', 'dualSidePosition=false');
  await send('POST', '/fapi/v1/marginType', 'symbol=COTIUSDT&marginType=CROSSED');
  await send('POST', '/fapi/v1/listenKey', '');
}

/** Small answers can be cut into something that is still JSON, or be empty anyway. */
function isSeen(sees: string, seen: string): boolean {
  return seen === sees || (sees === 'whole' && (seen === 'list' || seen === 'object'));
}

describe('every fault at every endpoint', () => {
  for (const kind of faultKinds) {
    test(`${kind}: the client sees what the fault says, and the journal knows what really happened`, async ({ paper, admin }) => {
      const { sees, executed } = expectations[kind];
      await reset(paper);
      for (const [endpoint, { method, path }] of routes) {
        await prepare(paper, endpoint);
        const isSigned = routes.get(endpoint)!.security === 'signed';
        const query = [findQuery(endpoint), ...(isSigned ? [`timestamp=${Date.now()}`] : [])].filter((part) => part !== '').join('&');
        const { id } = await admin('POST', 'faults', { kind, ...fields[kind], match: { method, path } });
        const since = (await admin('GET', 'journal')).at(-1).index;
        const seen = await observe(sees === 'silence' ? 60 : 10_000, (signal) => fetch(paper.url + writeUrl(paper, path, query, isSigned), { method, signal, headers: { 'X-MBX-APIKEY': paper.apiKey } }));
        const request = (await admin('GET', `journal?since=${since}`)).findLast((entry: any) => entry.kind === 'request');
        await admin('DELETE', `faults/${id}`);
        const isExempt = kind === 'overload' && (method === 'GET' || method === 'DELETE');
        const expected = isExempt ? 'whole' : sees;
        expect([endpoint, isSeen(expected, seen) ? expected : seen, request.detail.faults]).toEqual([endpoint, expected, [`${id} ${kind}`]]);
        const refusedAnyway = request.detail.code !== null && executed && !['unknown-reply', 'timeout-reply', 'untrue-reply'].includes(kind);
        expect([endpoint, refusedAnyway, request.detail.executed]).toEqual([endpoint, false, executed || isExempt]);
        await reset(paper);
      }
    }, 60_000);
  }
});
