import { binanceRoutes, endpointsWithParameters } from '@breakwater/paper-venue';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { test } from './fixture.ts';
import { type RawAnswer, sendRaw, sendSigned } from './signed-request.ts';

const signedRoutes = [...binanceRoutes.values()].filter(({ security }) => security === 'signed');
const now = (): string => `timestamp=${Date.now()}`;

describe('at every signed endpoint', () => {
  const badnesses: [name: string, send: (paper: { url: string; apiKey: string; apiSecret: string }, method: string, path: string) => Promise<RawAnswer>, status: number, code: number][] = [
    ['a missing key', (paper, method, path) => sendSigned({ ...paper, apiKey: '' }, method, path, now()), 401, -2014],
    ['an unknown key', (paper, method, path) => sendSigned({ ...paper, apiKey: 'nobody' }, method, path, now()), 401, -2015],
    ['a wrong signature', (paper, method, path) => sendSigned(paper, method, path, now(), 'not the secret'), 400, -1022],
    ['no signature', (paper, method, path) => sendRaw(paper, method, `${path}?${now()}`), 400, -1102],
    ['an old time stamp', (paper, method, path) => sendSigned(paper, method, path, 'timestamp=1'), 400, -1021],
    ['no time stamp', (paper, method, path) => sendSigned(paper, method, path, 'recvWindow=5000'), 400, -1102],
    ['an unknown parameter', (paper, method, path) => sendSigned(paper, method, path, `gravity=9&${now()}`), 400, -1104],
    ['a parameter given twice', (paper, method, path) => sendSigned(paper, method, path, `recvWindow=1&recvWindow=2&${now()}`), 400, -1101],
  ];
  for (const [name, send, status, code] of badnesses) {
    test(`${name} is refused with ${code} and changes nothing`, async ({ paper, admin }) => {
      for (const { method, path } of signedRoutes) {
        const answer = await send(paper, method, path);
        expect([method, path, answer.status, answer.body]).toEqual([method, path, status, { code, msg: expect.any(String) }]);
      }
      const { accounts, requests } = await admin('GET', 'state');
      expect(accounts[0]).toMatchObject({ dual: false, fills: [], orders: [], conditionalOrders: [] });
      expect(requests.unknownPaths).toEqual({});
    });
  }

  test('an unknown symbol is refused with -1121 wherever a symbol may be given', async ({ paper }) => {
    const others: Record<string, string> = { 'GET /fapi/v1/klines': '&interval=1m' };
    const ignored = ['GET /fapi/v1/algoOrder', 'DELETE /fapi/v1/algoOrder', 'POST /fapi/v1/algoOrder', 'GET /fapi/v1/fundingRate'];
    for (const endpoint of endpointsWithParameters.filter((each) => !ignored.includes(each))) {
      const { method, path, security } = binanceRoutes.get(endpoint)!;
      const query = `symbol=NOPEUSDT${others[endpoint] ?? ''}`;
      const { body } = security === 'signed' ? await sendSigned(paper, method, path, `${query}&${now()}`) : await sendRaw(paper, method, `${path}?${query}`);
      const takesNone = ['POST /fapi/v1/batchOrders', 'POST /fapi/v1/positionSide/dual'].includes(endpoint);
      expect([endpoint, body.code]).toEqual([endpoint, takesNone ? -1104 : -1121]);
    }
  });

  test('a method that the path does not have is refused with -5000 as JSON', async ({ paper }) => {
    for (const path of new Set([...binanceRoutes.values()].map((route) => route.path))) {
      const { status, body } = await sendRaw(paper, 'PATCH', path);
      expect([status, body]).toEqual([404, { code: -5000, msg: `Path ${path}, Method PATCH is invalid` }]);
    }
  });

  test('whatever is sent is answered with a code of the venue, and never with a failure of the server', async ({ paper, admin }) => {
    const names = ['symbol', 'side', 'type', 'quantity', 'price', 'timeInForce', 'orderId', 'batchOrders', 'orderIdList', 'algoType', 'algoId', 'triggerPrice', 'callbackRate', 'leverage', 'limit', 'startTime', 'endTime', 'fromId', 'interval', 'closePosition', 'newClientOrderId', 'countdownTime'];
    const words = ['TAGUSDT', 'BUY', 'SELL', 'LIMIT', 'MARKET', 'CONDITIONAL', 'STOP_MARKET', 'TRAILING_STOP_MARKET', 'GTC', 'true', '0', '-1', '1e9', '20000', '0.0003', '999999999999999999', '[1]', '[null]', '[{}]', '[{"symbol":"TAGUSDT","side":{}}]', '__proto__', 'NaN', '', '\u0000', '%', '币安人生USDT'];
    const request = fc.record({ route: fc.constantFrom(...binanceRoutes.values()), fields: fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'binary' }))) });
    await fc.assert(
      fc.asyncProperty(request, async ({ route: { method, path }, fields }) => {
        const query = `${new URLSearchParams(fields)}&${now()}`;
        const { status, body } = await sendSigned(paper, method, path, query);
        expect(status === 200 || (status === 400 && body.code < 0)).toBe(true);
      }),
      { numRuns: 400 },
    );
    await admin('GET', 'state');
  });
});

/** Marks of the account that is not asked for: its orders, any position, its name and its money. */
const ofTheOther = /mine-|"positionAmt":"-?[0-9.]*[1-9]|"main"|"99[0-9]{3}\.|"100000\./;

describe('no account sees or moves another', () => {
  test('not by its lists, not by the ids of the other', async ({ paper, client, admin }) => {
    await client.createOrder('TAG/USDT:USDT', 'market', 'buy', 20000, undefined, { clientOrderId: 'mine-entry' });
    const { id } = await client.createOrder('TAG/USDT:USDT', 'limit', 'buy', 20000, 0.0003, { clientOrderId: 'mine-rest' });
    const stop = await client.createOrder('TAG/USDT:USDT', 'market', 'sell', 20000, undefined, { triggerPrice: 0.0003, reduceOnly: true, clientOrderId: 'mine-stop' });
    await admin('POST', 'accounts', { name: 'second', apiKey: 'k2', apiSecret: 's2', balance: '50' });
    const other = { url: paper.url, apiKey: 'k2', apiSecret: 's2' };
    const before = (await admin('GET', 'state')).accounts[0];
    const own = await Promise.all(['/fapi/v2/balance', '/fapi/v1/openOrders', '/fapi/v3/positionRisk'].map((path) => sendSigned(paper, 'GET', path, now())));
    expect(own.map(({ body }) => ofTheOther.test(JSON.stringify(body)))).toEqual([true, true, true]);

    for (const { method, path } of signedRoutes.filter((route) => route.method === 'GET')) {
      for (const query of ['', 'symbol=TAGUSDT&', `symbol=TAGUSDT&orderId=${id}&`, 'symbol=TAGUSDT&origClientOrderId=mine-rest&', `algoId=${stop.id}&`, 'clientAlgoId=mine-stop&']) {
        const { body } = await sendSigned(other, method, path, query + now());
        expect([path, ofTheOther.exec(JSON.stringify(body))?.[0] ?? null]).toEqual([path, null]);
      }
    }
    const attacks: [method: string, path: string, query: string, code: number][] = [
      ['DELETE', '/fapi/v1/order', `symbol=TAGUSDT&orderId=${id}`, -2011],
      ['DELETE', '/fapi/v1/order', 'symbol=TAGUSDT&origClientOrderId=mine-rest', -2011],
      ['DELETE', '/fapi/v1/algoOrder', `algoId=${stop.id}`, -2011],
      ['DELETE', '/fapi/v1/algoOrder', 'clientAlgoId=mine-stop', -2011],
      ['PUT', '/fapi/v1/order', `symbol=TAGUSDT&side=BUY&orderId=${id}&quantity=30000&price=0.0003`, -2013],
      ['DELETE', '/fapi/v1/allOpenOrders', 'symbol=TAGUSDT', 200],
      ['DELETE', '/fapi/v1/algoOpenOrders', 'symbol=TAGUSDT', 200],
      ['POST', '/fapi/v1/leverage', 'symbol=TAGUSDT&leverage=3', 0],
      ['POST', '/fapi/v1/positionSide/dual', 'dualSidePosition=true', 200],
    ];
    for (const [method, path, query, code] of attacks) {
      const { body } = await sendSigned(other, method, path, `${query}&${now()}`);
      expect([path, body.code ?? 0]).toEqual([path, code]);
    }
    const forged = await sendSigned({ ...paper, apiSecret: 's2' }, 'GET', '/fapi/v3/account', now());
    expect(forged.body.code).toBe(-1022);
    expect((await admin('GET', 'state')).accounts[0]).toEqual(before);
  });
});
