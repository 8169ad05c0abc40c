import type { Request } from '@breakwater/core';
import { describe, expect, test } from 'vitest';
import { classify as classifyBinance } from './binance/classify.ts';
import { speakBinance } from './binance/connect-binance.ts';
import { classify as classifyBybit } from './bybit/classify.ts';
import { speakBybit } from './bybit/connect-bybit.ts';
import { type GovernedCall, governWire, type WireGovernor } from './govern-wire.ts';
import type { TimedReply, Wire, WireCall, WireParameters } from './open-wire.ts';

const NOW_MS = 1_000_000;
const WINDOW_MS = 3_000;
const order = { symbol: 'TAGUSDT', leg: 'net', side: 'sell', quantity: '5', clientOrderId: 'bw-1' } as const;
const requests = {
  stop: { kind: 'place', type: 'stop_market', ...order, triggerPrice: '1', triggerType: 'mark', reduceOnly: true },
  close: { kind: 'place', type: 'market', ...order, reduceOnly: true },
  entry: { kind: 'place', type: 'market', ...order, reduceOnly: false },
  cancel: { kind: 'cancel', symbol: 'TAGUSDT', list: 'conditional', clientOrderId: 'bw-1' },
  leverage: { kind: 'leverage', symbol: 'TAGUSDT', leverage: 3 },
} as const satisfies Record<string, Request>;

/** A wire that takes every request in, tells the time, and remembers what it was asked. */
function openRecorder() {
  const calls: WireCall<WireParameters>[] = [];
  const reply: TimedReply = { httpStatus: 200, retryAfterMs: null, body: '', wasSent: true, failure: null, timing: { sentAtMs: 0, receivedAtMs: 0 }, payload: undefined };
  const wire: Wire<WireParameters> = {
    call: async (call) => {
      calls.push(call);
      return { ...reply, payload: { serverTime: NOW_MS, retCode: 0, time: NOW_MS, result: { orderId: '1', orderLinkId: 'bw-1', list: [] } } };
    },
    usage: () => ({ calls: calls.length, weight: 0 }),
    silentMs: () => 0,
    close: async () => {},
  };
  return { wire, calls };
}
const time = { monotonicMs: () => 0, measureEveryMs: null, wait: async () => {} };
const venues = {
  Binance: (wire: Wire<WireParameters>) => speakBinance('main', wire as Wire, time),
  Bybit: (wire: Wire<WireParameters>) => speakBybit('main', wire, time),
};

describe.each(Object.entries(venues))('a request to %s', (_venue, speak) => {
  test.each([
    ['stop', 'protection'],
    ['close', 'close'],
    ['cancel', 'close'],
    ['entry', 'entry'],
    ['leverage', 'entry'],
  ] as const)('goes as what it is: a %s as %s, and so do the reads that belong to it', async (name, priority) => {
    const { wire, calls } = openRecorder();
    const exchange = speak(wire);
    await exchange.ready();
    calls.length = 0;
    await exchange.send(requests[name], { signedAtMs: NOW_MS, windowMs: WINDOW_MS });
    expect(new Set(calls.map((call) => call.priority))).toEqual(new Set([priority]));
  });

  test('that reads goes as a read, and one that asks for the time as protection: nothing is sent without a clock', async () => {
    const { wire, calls } = openRecorder();
    const exchange = speak(wire);
    await exchange.ready();
    expect(new Set(calls.map((call) => call.priority))).toEqual(new Set(['protection']));
    calls.length = 0;
    await exchange.readKey('TAGUSDT');
    expect(new Set(calls.map((call) => call.priority))).toEqual(new Set(['read']));
  });

  test('that belongs to a look for protection goes as protection, public ones too', async () => {
    const { wire, calls } = openRecorder();
    const exchange = speak(wire);
    await exchange.ready();
    for (const purpose of ['protection', 'close', 'entry'] as const) {
      calls.length = 0;
      const looks = exchange.lookingFor(purpose);
      await Promise.all([looks.readKey('TAGUSDT'), looks.readKeyAndSettings('TAGUSDT'), looks.readAccount(), looks.findByClientOrderId('TAGUSDT', 'plain', 'bw-1')]);
      expect(calls.length).toBeGreaterThan(9);
      expect(new Set(calls.map((call) => call.priority))).toEqual(new Set([purpose]));
    }
  });

  test('that is denied makes a look unreadable, with the wait that was told', async () => {
    const { wire } = openRecorder();
    let isOpen = true;
    const governor: WireGovernor = { admit: async () => (isOpen ? { type: 'admitted', tell: async () => {} } : { type: 'denied', reason: 'no rate budget', retryAfterMs: 12_345 }) };
    const exchange = speak(governWire(wire, governor));
    await exchange.ready();
    isOpen = false;
    const told = { type: 'unreadable', retryAfterMs: 12_345 };
    expect(await exchange.readKey('TAGUSDT')).toMatchObject(told);
    expect(await exchange.readAccount()).toMatchObject(told);
    expect(await exchange.findByClientOrderId('TAGUSDT', 'plain', 'bw-1')).toMatchObject(told);
  });

  test('is asked for once where that was done beforehand, as what it is and with the wait of its window; its reply is told', async () => {
    const { wire, calls } = openRecorder();
    const asked: GovernedCall[] = [];
    let told = 0;
    const governor: WireGovernor = { admit: async (call) => (asked.push(call), { type: 'admitted', tell: async () => void (told += 1) }) };
    const exchange = speak(governWire(wire, governor));
    await exchange.ready();
    const signature = { signedAtMs: NOW_MS - 2_000, windowMs: WINDOW_MS };
    const orders = (): number => asked.filter(({ method }) => method === asked[0]?.method).length;
    asked.length = 0;
    told = 0;
    expect(await exchange.admit?.(requests.entry, signature)).toBeNull();
    expect(asked).toMatchObject([{ priority: 'entry', waitMsMax: 500 }]);
    expect(told).toBe(0);
    calls.length = 0;
    await exchange.send(requests.entry, signature);
    expect(orders()).toBe(1);
    expect(told).toBe(calls.length);
    // What was granted was for one sending.
    await exchange.send(requests.entry, signature);
    expect(orders()).toBe(2);
  });

  test('that is kept back beforehand is told so with the wait, and nothing is sent', async () => {
    const { wire, calls } = openRecorder();
    let isOpen = true;
    const governor: WireGovernor = { admit: async () => (isOpen ? { type: 'admitted', tell: async () => {} } : { type: 'denied', reason: 'no rate budget', retryAfterMs: 12_345 }) };
    const exchange = speak(governWire(wire, governor));
    await exchange.ready();
    isOpen = false;
    calls.length = 0;
    expect(await exchange.admit?.(requests.entry, { signedAtMs: NOW_MS, windowMs: WINDOW_MS })).toEqual({ reason: 'no rate budget', retryAfterMs: 12_345 });
    expect(calls).toEqual([]);
  });

  test('has nobody to ask where nobody governs', () => {
    expect(speak(openRecorder().wire).admit).toBeUndefined();
  });

  test.each([[0, 1_000], [2_000, 500], [3_000, 0], [9_000, 0]])('that was signed %i ms ago with a window of 3,000 may be kept back for %i ms at most', async (ageMs, waitMsMax) => {
    const { wire, calls } = openRecorder();
    const exchange = speak(wire);
    await exchange.ready();
    calls.length = 0;
    await exchange.send(requests.stop, { signedAtMs: NOW_MS - ageMs, windowMs: WINDOW_MS });
    expect(calls[0]?.waitMsMax).toBe(waitMsMax);
  });
});

describe('a governed wire', () => {
  const call: WireCall<WireParameters> = { method: 'm', parameters: {}, signature: null, weight: 5, priority: 'read', waitMsMax: 70 };

  test('sends nothing that is denied, and its reply is classified as denied with the wait', async () => {
    const { wire, calls } = openRecorder();
    const governor: WireGovernor = { admit: async () => ({ type: 'denied', reason: 'no rate budget: weight', retryAfterMs: 12_345 }) };
    const reply = await governWire(wire, governor).call(call);
    expect(calls).toEqual([]);
    for (const classify of [classifyBinance, classifyBybit]) expect(classify(reply)).toEqual({ type: 'denied', code: 'not_sent', reason: 'no rate budget: weight', retryAfterMs: 12_345 });
  });

  test('asks with what a request costs and is for, and tells the reply before it goes on', async () => {
    const { wire } = openRecorder();
    const asked: GovernedCall[] = [];
    const told: TimedReply[] = [];
    const governor: WireGovernor = {
      admit: async (one) => {
        asked.push(one);
        return { type: 'admitted', tell: async (reply) => void told.push(reply) };
      },
    };
    const reply = await governWire(wire, governor).call(call);
    expect(asked).toMatchObject([{ method: 'm', weight: 5, priority: 'read', waitMsMax: 70 }]);
    expect(told).toEqual([reply]);
  });

  test('is the wire itself without a governor', () => {
    const { wire } = openRecorder();
    expect(governWire(wire, null)).toBe(wire);
  });
});
