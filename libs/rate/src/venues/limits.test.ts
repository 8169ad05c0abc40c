import { describe, expect, test } from 'vitest';
import { binanceLimits } from './binance-limits.ts';
import { bybitLimits } from './bybit-limits.ts';
import type { LimitedReply, VenueLimits } from './venue-limits.ts';

const names = { address: 'a', account: 'a.main' };
const REPLY: LimitedReply = { httpStatus: 200, retryAfterMs: null, body: '', headers: {} };

function read(limits: VenueLimits, call: { method: string; weight: number }, reply: Partial<LimitedReply>) {
  const demands = limits.demandsOf(call, names);
  return limits.readNotices(demands, demands.map((_, index) => 10 + index), { ...REPLY, ...reply });
}

describe('Binance', () => {
  const order = { method: 'fapiPrivatePostOrder', weight: 0 };
  const look = { method: 'fapiPrivateV2GetPositionRisk', weight: 5 };
  const headers = { 'x-mbx-used-weight-1m': '2077', 'x-mbx-order-count-10s': '12', 'x-mbx-order-count-1m': '34' };

  test('a read costs its weight; an order, plain or conditional, one on both counters of its account, and obeys bans of the address', () => {
    expect(binanceLimits.demandsOf(look, names)).toEqual([{ budget: 'a.weight', limit: 2_400, windowMs: 60_000, amount: 5 }]);
    for (const method of ['fapiPrivatePostOrder', 'fapiPrivatePostAlgoOrder']) {
      expect(binanceLimits.demandsOf({ ...order, method }, names).map(({ budget, limit, amount }) => [budget, limit, amount])).toEqual([['a.weight', 2_400, 0], ['a.main.orders_10s', 300, 1], ['a.main.orders_1m', 1_200, 1]]);
    }
  });

  test('the headers correct each budget', () => {
    expect(read(binanceLimits, order, { headers })).toEqual([
      { type: 'told', budget: 'a.weight', windowMs: 60_000, used: 2_077, ordinal: 10 },
      { type: 'told', budget: 'a.main.orders_10s', windowMs: 10_000, used: 12, ordinal: 11 },
      { type: 'told', budget: 'a.main.orders_1m', windowMs: 60_000, used: 34, ordinal: 12 },
    ]);
  });

  test.each<[string, Partial<LimitedReply>, [string, number][]]>([
    ['429 closes the address for as long as it says', { httpStatus: 429, retryAfterMs: 17_000, body: '{"code":-1003,"msg":"Too many requests"}' }, [['a.weight', 17_000]]],
    ['429 without a word, for a window', { httpStatus: 429 }, [['a.weight', 60_000]]],
    ['418 closes the address for as long as it says', { httpStatus: 418, retryAfterMs: 3_600_000, body: '{"code":-1003,"msg":"banned"}' }, [['a.weight', 3_600_000]]],
    ['418 without a word, for the shortest ban', { httpStatus: 418 }, [['a.weight', 120_000]]],
    ['403 of the firewall closes the address', { httpStatus: 403, body: '<html>' }, [['a.weight', 300_000]]],
    ['-1015 closes the orders of the account alone', { httpStatus: 429, retryAfterMs: 4_000, body: '{"code":-1015,"msg":"Too many new orders"}' }, [['a.main.orders_10s', 4_000], ['a.main.orders_1m', 4_000]]],
    ['any other refusal closes nothing', { httpStatus: 400, body: '{"code":-2019,"msg":"Margin is insufficient."}' }, []],
    ['no reply closes nothing', { httpStatus: null }, []],
  ])('%s', (_name, reply, expected) => {
    expect(read(binanceLimits, order, reply).map((notice) => notice.type === 'blocked' && [notice.budget, notice.forMs])).toEqual(expected);
  });
});

describe('Bybit', () => {
  const order = { method: 'privatePostV5OrderCreate', weight: 1 };

  test('every request counts for the address, a signed one for its endpoint and account too', () => {
    expect(bybitLimits.demandsOf({ method: 'publicGetV5MarketTime', weight: 1 }, names)).toEqual([{ budget: 'a.requests', limit: 600, windowMs: 5_000, amount: 1 }]);
    expect(bybitLimits.demandsOf(order, names)).toMatchObject([{ budget: 'a.requests' }, { budget: 'a.main.privatePostV5OrderCreate', limit: 10, windowMs: 1_000, amount: 1 }]);
  });

  test('the headers correct the endpoint: what is left, and the rest is used', () => {
    expect(read(bybitLimits, order, { headers: { 'x-bapi-limit': '10', 'x-bapi-limit-status': '3' } })).toEqual([{ type: 'told', budget: 'a.main.privatePostV5OrderCreate', windowMs: 1_000, used: 7, ordinal: 11 }]);
    expect(read(bybitLimits, order, { headers: { 'x-bapi-limit': '20', 'x-bapi-limit-status': '19' } })).toMatchObject([{ used: 0 }]);
  });

  test.each<[string, Partial<LimitedReply>, [string, number][]]>([
    [
      "10006 closes the endpoint until its reset, on the exchange's own clock",
      { body: '{"retCode":10006,"retMsg":"Too many visits.","time":1700000000250}', headers: { 'x-bapi-limit-reset-timestamp': '1700000001000' } },
      [['a.main.privatePostV5OrderCreate', 750]],
    ],
    ['10006 without a reset, for a second', { body: '{"retCode":10006,"retMsg":"Too many visits."}' }, [['a.main.privatePostV5OrderCreate', 1_000]]],
    ['403 closes the address for ten minutes', { httpStatus: 403, body: '<html>403, access too frequent</html>' }, [['a.requests', 600_000]]],
    ['10018 closes the address for its window', { body: '{"retCode":10018,"retMsg":"Exceeded the IP Rate Limit."}' }, [['a.requests', 5_000]]],
    ['429 closes the address for as long as it says', { httpStatus: 429, retryAfterMs: 2_000 }, [['a.requests', 2_000]]],
    ['any other refusal closes nothing', { body: '{"retCode":110007,"retMsg":"ab not enough","time":1700000000250}' }, []],
  ])('%s', (_name, reply, expected) => {
    expect(read(bybitLimits, order, reply).filter(({ type }) => type === 'blocked').map((notice) => notice.type === 'blocked' && [notice.budget, notice.forMs])).toEqual(expected);
  });
});
