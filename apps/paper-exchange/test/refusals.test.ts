import { describe, expect } from 'vitest';
import { ccxtErrors } from './ccxt-client.ts';
import { tag, test } from './fixture.ts';
import { sendRaw, sendSigned, signQuery } from './signed-request.ts';

const orderPath = '/fapi/v1/order';
const buy = 'symbol=TAGUSDT&side=BUY&type=MARKET&quantity=20000';

describe('authentication', () => {
  test('a request without a key, with an unknown key or with a wrong signature does nothing', async ({ paper, admin }) => {
    const signed = `${buy}&timestamp=${Date.now()}`;
    const noKey = await fetch(`${paper.url}${orderPath}?${signed}&signature=00`, { method: 'POST' });
    expect([noKey.status, ((await noKey.json()) as any).code]).toEqual([401, -2014]);
    const unknown = await sendSigned({ ...paper, apiKey: 'nobody' }, 'POST', orderPath, signed);
    expect([unknown.status, unknown.body.code]).toEqual([401, -2015]);
    const forged = await sendSigned(paper, 'POST', orderPath, signed, 'not the secret');
    expect([forged.status, forged.body]).toEqual([400, { code: -1022, msg: 'Signature for this request is not valid.' }]);
    const unsigned = await sendRaw(paper, 'POST', `${orderPath}?${signed}`);
    expect([unsigned.status, unsigned.body.code]).toEqual([400, -1102]);
    expect((await admin('GET', 'state')).accounts[0].fills).toEqual([]);
  });

  test('the signature covers the text as received and must be its last parameter', async ({ paper }) => {
    const query = `${buy}&timestamp=${Date.now()}`;
    const { body: accepted } = await sendSigned(paper, 'POST', orderPath, query);
    expect(accepted.clientOrderId).toMatch(/^[0-9a-f]{22}$/);
    const moved = await sendSigned(paper, 'GET', '/fapi/v3/positionRisk', `timestamp=${Date.now()}`);
    expect(moved.status).toBe(200);
    const tail = await sendRaw(paper, 'GET', `/fapi/v3/positionRisk?signature=${'0'.repeat(64)}&timestamp=${Date.now()}`);
    expect(tail.body.code).toBe(-1022);
  });

  test('a signature with anything behind it is none', async ({ paper, admin }) => {
    const query = `${buy}&timestamp=${Date.now()}`;
    for (const tail of ['zz', '%20', '-', '0']) {
      const { status, body } = await sendRaw(paper, 'POST', `${orderPath}?${query}&signature=${signQuery(query, paper.apiSecret)}${tail}`);
      expect([tail, status, body.code]).toEqual([tail, 400, -1022]);
    }
    expect((await admin('GET', 'state')).accounts[0].fills).toEqual([]);
  });

  test('a time stamp is accepted up to recvWindow old and less than a second ahead', async ({ paper }) => {
    const ask = async (offsetMs: number, recvWindow: string): Promise<number> =>
      (await sendSigned(paper, 'GET', '/fapi/v3/balance', `timestamp=${Date.now() + offsetMs}${recvWindow}`)).body.code ?? 0;
    expect(await ask(-4500, '')).toBe(0);
    expect(await ask(-5100, '')).toBe(-1021);
    expect(await ask(-5100, '&recvWindow=9000')).toBe(0);
    expect(await ask(-700, '&recvWindow=500')).toBe(-1021);
    expect(await ask(500, '')).toBe(0);
    expect(await ask(1500, '')).toBe(-1021);
    expect(await ask(0, '&recvWindow=60001')).toBe(-1131);
  });

  test('ccxt maps a stale time stamp and a wrong secret to its classes', async ({ client, admin }) => {
    client.nonce = () => Date.now() - 20_000;
    await expect(client.createOrder(tag, 'market', 'buy', 20000)).rejects.toThrow(ccxtErrors.InvalidNonce!);
    client.nonce = () => Date.now();
    client.secret = 'wrong';
    await expect(client.createOrder(tag, 'market', 'buy', 20000)).rejects.toThrow(ccxtErrors.AuthenticationError!);
    expect((await admin('GET', 'state')).accounts[0].fills).toEqual([]);
    const refused = (await admin('GET', 'journal')).filter(({ kind, detail }: any) => kind === 'request' && detail.path === orderPath);
    expect(refused.map(({ detail }: any) => [detail.code, detail.executed])).toEqual([[-1021, false], [-1022, false]]);
  });
});

describe('orders that break a rule', () => {
  const refusals: [name: string, query: string, code: number][] = [
    ['an unknown symbol', 'symbol=NOPEUSDT&side=BUY&type=MARKET&quantity=1', -1121],
    ['too many decimals', 'symbol=TAGUSDT&side=BUY&type=MARKET&quantity=20000.5', -1111],
    ['a quantity of zero', 'symbol=TAGUSDT&side=BUY&type=MARKET&quantity=0', -4003],
    ['too large a market quantity', 'symbol=TAGUSDT&side=BUY&type=MARKET&quantity=50000001', -4005],
    ['too small a notional', 'symbol=TAGUSDT&side=BUY&type=MARKET&quantity=100', -4164],
    ['more than the margin carries', 'symbol=BTCUSDT&side=BUY&type=MARKET&quantity=100', -2019],
    ['reduce-only without a position', `${buy}&reduceOnly=true`, -2022],
    ['a leg in one-way mode', `${buy}&positionSide=LONG`, -4061],
    ['a stop in the plain list', 'symbol=TAGUSDT&side=SELL&type=STOP_MARKET&quantity=1&stopPrice=0.0003', -4120],
    ['a bad client order id', `${buy}&newClientOrderId=${encodeURIComponent('no spaces')}`, -4015],
    ['a side that does not exist', 'symbol=TAGUSDT&side=HOLD&type=MARKET&quantity=20000', -1117],
    ['a type that does not exist', 'symbol=TAGUSDT&side=BUY&type=MAYBE&quantity=20000', -1116],
    ['a buyer’s limit above the band', 'symbol=TAGUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=20000&price=0.003544', -4016],
    ['a seller’s limit below the band', 'symbol=TAGUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=20000&price=0.0003', -4024],
    ['no quantity', 'symbol=TAGUSDT&side=BUY&type=MARKET', -1102],
    ['a quantity that is no number', 'symbol=TAGUSDT&side=BUY&type=MARKET&quantity=1e5', -1100],
    ['a parameter given twice', `${buy}&side=SELL`, -1101],
    ['a price between two ticks', 'symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=90000.15', -1111],
    ['closePosition, which only a conditional order can carry out', `${buy}&closePosition=true`, -4136],
    ['closePosition of a limit order', 'symbol=TAGUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=20000&price=0.0003&closePosition=true', -4136],
    ['a trigger price without a conditional type', `${buy}&stopPrice=0.0003`, -1106],
    ['a callback rate without a conditional type', `${buy}&callbackRate=1`, -1106],
    ['a working price other than its answer tells', `${buy}&workingType=MARK_PRICE`, -1106],
    ['a price protection that would not protect', `${buy}&priceProtect=true`, -1106],
    ['a price that follows the book', 'symbol=TAGUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=20000&price=0.0003&priceMatch=QUEUE', -5037],
    ['a day to end on', 'symbol=TAGUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=20000&price=0.0003&goodTillDate=9999999999000', -1106],
    ['a life until that day', 'symbol=TAGUSDT&side=BUY&type=LIMIT&timeInForce=GTD&quantity=20000&price=0.0003&goodTillDate=9999999999000', -1115],
    ['another prevention of trades with oneself', `${buy}&selfTradePreventionMode=EXPIRE_BOTH`, -5039],
    ['a limit order without a price', 'symbol=TAGUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=20000', -1102],
  ];
  for (const [name, query, code] of refusals) {
    test(`${name} is refused with ${code} and changes nothing`, async ({ paper, admin }) => {
      const { status, body } = await sendSigned(paper, 'POST', orderPath, `${query}&timestamp=${Date.now()}`);
      expect([status, body.code]).toEqual([400, code]);
      const { accounts } = await admin('GET', 'state');
      expect(accounts[0]).toMatchObject({ fills: [], orders: [], positions: [], acceptedEntries: [] });
    });
  }
});

test('parameters that ask for nothing but what every plain order has are let through', async ({ paper }) => {
  const plain = 'closePosition=false&workingType=CONTRACT_PRICE&priceProtect=false&priceMatch=NONE&selfTradePreventionMode=EXPIRE_MAKER';
  const { status, body } = await sendSigned(paper, 'POST', orderPath, `${buy}&${plain}&timestamp=${Date.now()}`);
  expect([status, body]).toMatchObject([200, { closePosition: false, workingType: 'CONTRACT_PRICE', priceProtect: false, priceMatch: 'NONE', selfTradePreventionMode: 'EXPIRE_MAKER' }]);
});

test('an overloaded venue opens nothing for a market order that calls itself a closing', async ({ paper, admin }) => {
  await admin('POST', 'faults', { kind: 'overload' });
  const { body } = await sendSigned(paper, 'POST', orderPath, `${buy}&closePosition=true&timestamp=${Date.now()}`);
  expect(body.code).toBe(-1008);
  expect((await admin('GET', 'state')).accounts[0].positions).toEqual([]);
});

describe('conditional orders that break a rule', () => {
  const stop = 'algoType=CONDITIONAL&type=STOP_MARKET&symbol=TAGUSDT';
  const refusals: [name: string, query: string, code: number][] = [
    ['a trigger that holds already', `${stop}&side=SELL&quantity=20000&reduceOnly=true&triggerPrice=0.0003544`, -2021],
    ['no trigger price', `${stop}&side=SELL&quantity=20000`, -1102],
    ['a trigger between two ticks', `${stop}&side=SELL&quantity=20000&triggerPrice=0.00030001`, -1111],
    ['closePosition with a quantity', `${stop}&side=SELL&closePosition=true&quantity=1&triggerPrice=0.0003`, -4137],
    ['closePosition with reduceOnly', `${stop}&side=SELL&closePosition=true&reduceOnly=true&triggerPrice=0.0003`, -1106],
    ['a price with a market type', `${stop}&side=SELL&quantity=20000&triggerPrice=0.0003&price=0.0003`, -1106],
    ['a callback rate that trails nothing', `${stop}&side=SELL&quantity=20000&triggerPrice=0.0003&callbackRate=1`, -1106],
    ['a trigger price that trails', 'algoType=CONDITIONAL&type=TRAILING_STOP_MARKET&symbol=TAGUSDT&side=SELL&quantity=20000&callbackRate=1&triggerPrice=0.0003', -1106],
    ['a life of a market type', `${stop}&side=SELL&quantity=20000&triggerPrice=0.0003&timeInForce=IOC`, -1106],
    ['a quantity that would end with its position', `${stop}&side=SELL&quantity=20000&triggerPrice=0.0003&timeInForce=GTE_GTC`, -1115],
    ['a price that follows the book', 'algoType=CONDITIONAL&type=STOP&symbol=TAGUSDT&side=SELL&quantity=20000&triggerPrice=0.0003&price=0.0003&priceMatch=QUEUE', -5037],
    ['a day to end on', `${stop}&side=SELL&quantity=20000&triggerPrice=0.0003&goodTillDate=9999999999000`, -1106],
    ['another algo type', 'algoType=VP&type=STOP_MARKET&symbol=TAGUSDT&side=SELL&quantity=1&triggerPrice=0.0003', -1102],
  ];
  for (const [name, query, code] of refusals) {
    test(`${name} is refused with ${code}`, async ({ paper }) => {
      const { status, body } = await sendSigned(paper, 'POST', '/fapi/v1/algoOrder', `${query}&timestamp=${Date.now()}`);
      expect([status, body.code]).toEqual([400, code]);
    });
  }

  test('a second close-position stop of the same direction is refused with -4130', async ({ client }) => {
    await client.createOrder(tag, 'market', 'buy', 20000);
    const closing = { triggerPrice: 0.0003, closePosition: true };
    await client.createOrder(tag, 'market', 'sell', 20000, undefined, closing);
    await expect(client.createOrder(tag, 'market', 'sell', 20000, undefined, closing)).rejects.toThrow('-4130');
  });
});

describe('error classes of ccxt', () => {
  test('codes keep their class, as on the real URLs', async ({ client, admin }) => {
    await expect(client.createOrder('BTC/USDT:USDT', 'market', 'buy', 100)).rejects.toThrow(ccxtErrors.InsufficientFunds!);
    await expect(client.createOrder(tag, 'market', 'sell', 20000, undefined, { reduceOnly: true })).rejects.toThrow(ccxtErrors.InvalidOrder!);
    await expect(client.createOrder(tag, 'market', 'sell', 1, undefined, { triggerPrice: 0.0004, reduceOnly: true })).rejects.toThrow(
      ccxtErrors.OrderImmediatelyFillable!,
    );
    await expect(client.fetchOrder('1', tag)).rejects.toThrow(ccxtErrors.OrderNotFound!);
    await expect(client.cancelOrder('1', tag, { trigger: true })).rejects.toThrow(ccxtErrors.OrderNotFound!);
    await expect(client.setMarginMode('cross', tag)).rejects.toThrow(ccxtErrors.MarginModeAlreadySet!);
    await expect(client.setPositionMode(false)).rejects.toThrow('-4059');
    await admin('POST', 'faults', { kind: 'refuse', code: -1003, httpStatus: 429, retryAfterSeconds: 7 });
    await expect(client.fetchTime()).rejects.toThrow(ccxtErrors.DDoSProtection!);
    expect((client.last_response_headers as any)['Retry-After']).toBe('7');
  });

  test('weight and order counters are told in the headers', async ({ paper }) => {
    const first = await sendSigned(paper, 'POST', orderPath, `${buy}&timestamp=${Date.now()}`);
    const second = await sendSigned(paper, 'GET', '/fapi/v1/openOrders', `timestamp=${Date.now()}`);
    expect(first.headers.get('x-mbx-order-count-10s')).toBe('1');
    expect(first.headers.get('x-mbx-used-weight-1m')).toBe('0');
    expect(second.headers.get('x-mbx-used-weight-1m')).toBe('40');
  });
});
