import { describe, expect, test } from 'vitest';
import { anAnswer } from '../../test/bybit-replies.ts';
import type { TimedReply, Wire } from '../open-wire.ts';
import { Unreadable } from '../unreadable.ts';
import type { RequestParameters } from './endpoints.ts';
import { startSession } from './session.ts';

/** A wire without ccxt: whatever comes with HTTP 200 and is JSON is a success to it. */
function wireOf(payload: unknown): Wire<RequestParameters> {
  const reply: TimedReply = { httpStatus: 200, retryAfterMs: null, body: '', payload, wasSent: true, failure: null, timing: { sentAtMs: 0, receivedAtMs: 1 } };
  return { call: async ({ signature }) => (signature === null ? { ...reply, payload: anAnswer({}) } : reply), usage: () => ({ calls: 0, weight: 0 }), silentMs: () => 0, close: async () => {} };
}
const time = { monotonicMs: () => 1, measureEveryMs: null };
const signature = { signedAtMs: 1, windowMs: 3_000 };

describe('startSession', () => {
  test('knows an error by its code, also over a wire that takes it for a success', async () => {
    const session = startSession(wireOf({ ...anAnswer({}), retCode: 110_007, retMsg: 'ab not enough' }), time);
    const reply = await session.send('placeOrder', {}, signature, 'entry');
    expect([reply.payload, reply.failure !== null, reply.body.includes('"retCode":110007')]).toEqual([undefined, true, true]);
    await expect(session.read('readAccountInfo', {})).rejects.toThrow(new Unreadable('HTTP 200 110007 ab not enough', '110007'));
  });

  test('leaves a success as it is', async () => {
    const reply = await startSession(wireOf(anAnswer({ orderId: '1' })), time).send('placeOrder', {}, signature, 'entry');
    expect([reply.failure, reply.payload]).toEqual([null, anAnswer({ orderId: '1' })]);
  });

  test('distrusts its clock once a time stamp was found wrong', async () => {
    const session = startSession(wireOf({ ...anAnswer({}), retCode: 10_002, retMsg: 'late' }), time);
    await session.clock.ready();
    expect(session.clock.errorMs()).toBeLessThan(100);
    const sent = session.send('placeOrder', {}, signature, 'entry');
    await sent;
    expect(session.clock.errorMs()).toBe(Number.POSITIVE_INFINITY);
  });
});
