import { describe, expect, test } from 'vitest';
import type { WireReply } from '../wire-reply.ts';
import { classify, venueCode } from './classify.ts';
import { DENIED, PASSED, REJECTED, UNCHANGED } from './codes.ts';

const failed: WireReply = { httpStatus: null, retryAfterMs: null, body: '', payload: undefined, wasSent: true, failure: 'NetworkError: gone' };
const refusal = (code: number | string, rest: Partial<WireReply> = {}): WireReply => {
  const body = `{"retCode":${code},"retMsg":"words","result":{},"retExtInfo":{},"time":1672211918471}`;
  return { ...failed, httpStatus: 200, body, failure: `ExchangeError: bybit ${body}`, ...rest };
};

describe('classify', () => {
  test.each([
    ['malformed', 10001],
    ['unknown key', 10003],
    ['bad signature', 10004],
    ['no permission', 10005],
    ['banned', 10008],
    ['margin is insufficient', 110007],
    ['ten conditional orders rest already', 110009],
    ['nothing to reduce', 110017],
    ['notional too small', 110094],
    ['no such order to cancel', 110001],
    ['the order has ended already', 110008],
    ['the order was cancelled already', 110010],
    ['the contract is being delisted', 30228],
  ])('rejects: %s (%i)', (_, code) => {
    expect(classify(refusal(code))).toEqual({ type: 'rejected', code: String(code), reason: `HTTP 200 ${code} words` });
  });

  test.each([110_092, 110_093])('gives a stop whose price was passed (%i) the code that the engine knows', (code) => {
    expect(classify(refusal(code))).toEqual({ type: 'rejected', code: 'stop_would_trigger', reason: `HTTP 200 ${code} words` });
  });

  test.each([
    ['time stamp outside of the window', 10002, 250],
    ['too many requests of the account', 10006, 1_000],
    ['too many requests of the address', 10018, 5_000],
    ['the order is being processed', 110079, 1_000],
  ])('denies: %s (%i)', (_, code, retryAfterMs) => {
    expect(classify(refusal(code))).toEqual({ type: 'denied', code: String(code), reason: `HTTP 200 ${code} words`, retryAfterMs });
  });

  test.each([
    ['the margin mode', 110026],
    ['the position mode', 110025],
    ['the leverage, which the client calls a bad request', 110043],
    ['the stop of a position', 34040],
  ])('accepts that %s is already as asked (%i)', (_, code) => {
    expect(classify(refusal(code))).toEqual({ type: 'accepted', report: null });
  });

  test.each([
    ['server time-out, which the client calls an exchange error', 10000],
    ['server time-out', 5004],
    ['internal error', 10016],
    ['restarting', 10019],
    ['protection of the system', 10429],
    ['backend timed out', 170007],
    ['creation timed out', 170146],
    ['duplicate orderLinkId', 110072],
    ['duplicate orderId', 110030],
    ['duplicate request', 10014],
    ['a code that nobody knows', 987654],
  ])('leaves unknown: %s (%i)', (_, code) => {
    expect(classify(refusal(code)).type).toBe('unknown');
  });

  test.each<[string, Partial<WireReply>]>([
    ['404 page', { httpStatus: 404, body: '<html>404</html>' }],
    ['500 page', { httpStatus: 500, body: '<html>500</html>' }],
    ['502 page', { httpStatus: 502, body: '<html>502</html>' }],
    ['503', { httpStatus: 503, body: '' }],
    ['504', { httpStatus: 504, body: '' }],
    ['an answer without a code', { httpStatus: 200, body: '{}' }],
    ['no answer in time', { failure: 'Error: no complete answer within 5000 ms' }],
    ['connection closed before the reply', { failure: 'NetworkError: fetch failed: other side closed' }],
    ['connection closed within the reply', { httpStatus: 200, failure: 'SocketError: other side closed' }],
    ['a reply that was cut inside its code', { httpStatus: 200, body: '{"retCode":1100', failure: 'ExchangeError: bybit {"retCode":1100' }],
  ])('leaves unknown: %s', (_, reply) => {
    expect(classify({ ...failed, ...reply }).type).toBe('unknown');
  });

  test('is silent for ten minutes after "access too frequent"', () => {
    expect(classify({ ...failed, httpStatus: 403, body: '{"retCode":10018,"retMsg":"access too frequent."}' })).toMatchObject({ type: 'denied', retryAfterMs: 600_000 });
    expect(classify({ ...failed, httpStatus: 403, body: '<html>' })).toMatchObject({ type: 'denied', code: 'http_403', retryAfterMs: 600_000 });
  });

  test('rejects what comes with a key that counts no more', () => {
    expect(classify({ ...failed, httpStatus: 401, body: '' })).toMatchObject({ type: 'rejected', code: 'http_401' });
  });

  test('denies what never left', () => {
    expect(classify({ ...failed, wasSent: false, failure: 'NetworkError: connect ECONNREFUSED 127.0.0.1:1' })).toMatchObject({ type: 'denied', code: 'not_sent' });
  });

  test("finds the code in the client's message when the reply's text is lost", () => {
    expect(venueCode({ ...failed, failure: 'InsufficientFunds: bybit {"retCode":110007,"retMsg":"ab not enough for new order"}' })).toBe('110007');
  });

  test('puts no code into two tables', () => {
    const all = [...REJECTED, ...UNCHANGED, ...Object.keys(DENIED)];
    expect(new Set(all).size).toBe(all.length);
    expect([...PASSED].every((code) => REJECTED.has(code))).toBe(true);
  });
});
