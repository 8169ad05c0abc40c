import { describe, expect, test } from 'vitest';
import type { WireReply } from '../wire-reply.ts';
import { classify } from './classify.ts';
import { DENIED, REJECTED, UNCHANGED } from './codes.ts';

const failed: WireReply = { httpStatus: null, retryAfterMs: null, body: '', payload: undefined, wasSent: true, failure: 'NetworkError: gone' };
const refusal = (code: number | string, httpStatus = 400, rest: Partial<WireReply> = {}): WireReply => {
  const body = `{"code":${code},"msg":"words"}`;
  return { ...failed, httpStatus, body, failure: `ExchangeError: binanceusdm ${body}`, ...rest };
};

describe('classify', () => {
  test.each([
    ['margin is insufficient', -2019],
    ['reduce-only is rejected', -2022],
    ['reduce-only is more than the position', -4118],
    ['notional too small', -4164],
    ['off the step', -4023],
    ['no such order to cancel', -2011],
    ['a second stop for the whole position', -4130],
    ['stop at the wrong endpoint', -4120],
    ['position side does not match', -4061],
    ['bad signature', -1022],
    ['bad key', -2015],
  ])('rejects: %s (%i)', (_, code) => {
    expect(classify(refusal(code))).toEqual({ type: 'rejected', code: String(code), reason: `HTTP 400 ${code} words` });
  });

  test('names a stop whose trigger was passed by the code that decisions know', () => {
    expect(classify(refusal(-2021))).toEqual({ type: 'rejected', code: 'stop_would_trigger', reason: 'HTTP 400 -2021 words' });
  });

  test.each([
    ['time stamp outside of the window', -1021, 400, 250],
    ['time stamp outside of the window at the matching engine', -5028, 400, 250],
    ['system overloaded', -1008, 503, 1_000],
    ['too many orders', -1015, 429, 60_000],
    ['too much weight', -1003, 429, 60_000],
    ['address banned', -1003, 418, 120_000],
  ])('denies: %s (%i, HTTP %i)', (_, code, httpStatus, retryAfterMs) => {
    expect(classify(refusal(code, httpStatus))).toMatchObject({ type: 'denied', code: String(code), retryAfterMs });
  });

  test.each([418, 429])('waits as long as HTTP %i says', (httpStatus) => {
    expect(classify(refusal(-1003, httpStatus, { retryAfterMs: 7_000 }))).toMatchObject({ type: 'denied', retryAfterMs: 7_000 });
  });

  test.each([
    ['the margin type', -4046],
    ['the position mode', -4059],
  ])('accepts that %s is already as asked (%i)', (_, code) => {
    expect(classify(refusal(code))).toEqual({ type: 'accepted', report: null });
  });

  test.each([
    ['unknown error', -1000],
    ['disconnected', -1001],
    ['unexpected bus response', -1006],
    ['backend timed out', -1007],
    ['error message received', -1010],
    ['duplicate client order id', -4116],
    ['duplicate client algo id', -20132],
    ['a code that nobody knows', -98765],
    ['a positive code', 400],
  ])('leaves unknown: %s (%i)', (_, code) => {
    expect(classify(refusal(code)).type).toBe('unknown');
  });

  test.each<[string, Partial<WireReply>]>([
    ['503 with "Unknown error"', { httpStatus: 503, body: '{"msg":"Unknown error, please check your request or try again later."}' }],
    ['503 with "Internal error"', { httpStatus: 503, body: '{"msg":"Internal error; unable to process your request. Please try again."}' }],
    ['500 page', { httpStatus: 500, body: '<html>500</html>' }],
    ['502 page', { httpStatus: 502, body: '<html>502</html>' }],
    ['504', { httpStatus: 504, body: '' }],
    ['408 without a code', { httpStatus: 408, body: '' }],
    ['no answer in time', { failure: 'Error: no complete answer within 5000 ms' }],
    ['connection closed before the reply', { failure: 'NetworkError: fetch failed: other side closed' }],
    ['connection closed within the reply', { httpStatus: 200, failure: 'SocketError: other side closed' }],
    ['an exception that is not of ccxt', { failure: "TypeError: Cannot read properties of undefined (reading 'x')" }],
    ['a reply that was cut inside its code', { httpStatus: 400, body: '{"code":-20', failure: 'ExchangeNotAvailable: binanceusdm {"code":-20' }],
  ])('leaves unknown: %s', (_, reply) => {
    expect(classify({ ...failed, ...reply }).type).toBe('unknown');
  });

  test.each([
    ['Service Unavailable.', 1_000],
    ['System is under maintenance.', 10_000],
  ])('denies 503 "%s"', (words, retryAfterMs) => {
    expect(classify({ ...failed, httpStatus: 503, body: `{"msg":"${words}"}` })).toMatchObject({ type: 'denied', code: 'http_503', retryAfterMs });
  });

  test.each([
    [403, 300_000],
    [404, 60_000],
    [451, 300_000],
  ])('denies HTTP %i', (httpStatus, retryAfterMs) => {
    expect(classify({ ...failed, httpStatus, body: '<html></html>' })).toMatchObject({ type: 'denied', code: `http_${httpStatus}`, retryAfterMs });
  });

  test('denies what never left', () => {
    const reply = { ...failed, wasSent: false, failure: 'NetworkError: connect ECONNREFUSED 127.0.0.1:1' };
    expect(classify(reply)).toMatchObject({ type: 'denied', code: 'not_sent' });
  });

  test("finds the code in the client's message when the reply's text is lost", () => {
    expect(classify({ ...failed, failure: 'InsufficientFunds: binanceusdm {"code":-2019,"msg":"Margin is insufficient."}' })).toMatchObject({
      type: 'rejected',
      code: '-2019',
    });
  });

  test('puts no code into two tables', () => {
    const all = [...REJECTED, ...UNCHANGED, ...Object.keys(DENIED)];
    expect(new Set(all).size).toBe(all.length);
  });
});
