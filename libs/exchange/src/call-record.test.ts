import { describe, expect, test } from 'vitest';
import { CallRecord } from './call-record.ts';
import { watchDispatch } from './watch-dispatch.ts';

const controller = { abort: () => undefined };

describe('CallRecord', () => {
  test.each(['connect ECONNREFUSED 127.0.0.1:1', 'getaddrinfo ENOTFOUND fapi.binance.com', 'getaddrinfo EAI_AGAIN fapi.binance.com', 'connect EHOSTUNREACH 1.2.3.4', 'connect ENETUNREACH 1.2.3.4'])(
    'counts a request as never sent after "%s"',
    (failure) => {
      expect(new CallRecord(null).toReply(undefined, failure).wasSent).toBe(false);
    },
  );

  test.each(['other side closed', 'read ECONNRESET', 'no complete answer within 5000 ms', 'connect ETIMEDOUT 1.2.3.4'])('counts a request as sent after "%s"', (failure) => {
    expect(new CallRecord(null).toReply(undefined, failure).wasSent).toBe(true);
  });

  test('counts a request that was seen to start as sent, whatever the failure says', () => {
    const record = new CallRecord(null);
    record.onStart(controller);
    expect(record.toReply(undefined, 'connect ECONNREFUSED 127.0.0.1:1').wasSent).toBe(true);
  });

  test.each([
    ['7', 7_000],
    ['Wed, 21 Oct 2026 07:28:00 GMT', null],
    [undefined, null],
  ])('reads a Retry-After of %s as %s ms', (header, waitMs) => {
    const record = new CallRecord(null);
    record.onReply(429, { 'retry-after': header });
    expect(record.toReply(undefined, 'x')).toMatchObject({ httpStatus: 429, retryAfterMs: waitMs });
  });
});

describe('watchDispatch', () => {
  const dispatchOf = (record: CallRecord) => {
    const happened: string[] = [];
    const handler = {
      onRequestStart: () => void happened.push('start'),
      onRequestUpgrade: () => undefined,
      onResponseStart: () => undefined,
      onResponseData: () => undefined,
      onResponseEnd: () => undefined,
      onResponseError: () => undefined,
    };
    const dispatch = watchDispatch(() => record, 'http://127.0.0.1:1')((options, watched) => {
      happened.push(`to ${String(options.origin)}`);
      watched.onRequestStart({ abort: () => void happened.push('abort') }, null);
      return true;
    });
    dispatch({ origin: 'https://fapi.binance.com' }, handler);
    return happened;
  };

  test('sends the request to the origin that it was given', () => {
    expect(dispatchOf(new CallRecord(null))).toEqual(['to http://127.0.0.1:1', 'start']);
  });

  test('lets a request that was given up while it waited for a connection never start', () => {
    const record = new CallRecord(null);
    record.abandon();
    expect(dispatchOf(record)).toEqual(['to http://127.0.0.1:1', 'abort']);
  });
});
