import type { ExchangeId } from '@breakwater/core';
import { openVenueWire, type TimedReply, type WireParameters } from '@breakwater/exchange';
import { CannotTell } from './card.ts';
import type { Desk, Parameters, Reply, Stamp } from './desk.ts';

/** How to reach the account that cards use. */
export interface Access {
  readonly url: string;
  readonly streamUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** What the caller must know of an exchange. */
export interface Speech {
  readonly timeMethod: string;
  readServerMs(payload: unknown): number;
  /** Parameters that the signature's window needs besides. */
  window(windowMs: number): Parameters;
  /** The exchange's code of a refusal, and its words; null of a success. */
  readRefusal(reply: TimedReply): { readonly code: string; readonly words: string } | null;
  /** Codes that say nothing of the question: too often, not now, not with this key. */
  readonly busy: ReadonlySet<string>;
}

export interface Caller extends Pick<Desk, 'send' | 'sendPublic' | 'insist' | 'read'> {
  nowMs(): number;
  close(): Promise<void>;
}

const TIMEOUT_MS = 10_000;
const WINDOW_MS = 5_000;
const MEASURE_AFTER_MS = 30_000;

/** Opens the way to an account: raw requests, by the exchange's clock. Rejects if the exchange does not tell its time. */
export async function openCaller(venue: ExchangeId, { url, apiKey, apiSecret }: Access, speech: Speech): Promise<Caller> {
  const wire = openVenueWire(venue, { apiKey, apiSecret, url, timeoutMs: TIMEOUT_MS });
  const call = async (method: string, parameters: Parameters, signature: { signedAtMs: number; windowMs: number } | null): Promise<Reply> => {
    // ccxt's raw methods take lists, which the adapter has no use for.
    const reply = await wire.call({ method, parameters: parameters as WireParameters, signature, weight: 1, priority: 'read', waitMsMax: 0 });
    const refusal = speech.readRefusal(reply);
    if (refusal === null && reply.failure !== null) throw new CannotTell(`${method}: no answer that counts from ${url} (${withoutAddress(reply.failure)})`);
    if (refusal !== null && speech.busy.has(refusal.code)) throw new CannotTell(`${method} was answered with ${refusal.code} ${refusal.words}`);
    return { code: refusal?.code ?? null, words: refusal?.words ?? '', payload: reply.payload };
  };

  let measuredAtMs = Number.NEGATIVE_INFINITY;
  let aheadMs = 0;
  const measure = async (): Promise<void> => {
    if (performance.now() - measuredAtMs < MEASURE_AFTER_MS) return;
    const { payload, code, words } = await call(speech.timeMethod, {}, null);
    if (code !== null) throw new CannotTell(`the exchange does not tell its time: ${code} ${words}`);
    aheadMs = speech.readServerMs(payload) - Date.now();
    measuredAtMs = performance.now();
  };
  const nowMs = (): number => Date.now() + aheadMs;
  const send = async (method: string, parameters: Parameters, { aheadMs: shiftMs = 0, windowMs = WINDOW_MS }: Stamp = {}): Promise<Reply> => {
    await measure();
    return call(method, { ...parameters, ...speech.window(windowMs) }, { signedAtMs: nowMs() + shiftMs, windowMs });
  };
  const expect = (method: string, { code, words, payload }: Reply): unknown => {
    if (code !== null) throw new CannotTell(`${method} was refused: ${code} ${words}`);
    return payload;
  };
  try {
    await measure();
  } catch (error) {
    await wire.close();
    throw error;
  }
  return {
    nowMs,
    send,
    sendPublic: (method, parameters) => call(method, parameters, null),
    insist: async (method, parameters) => expect(method, await send(method, parameters)),
    read: async (method, parameters) => expect(method, await call(method, parameters, null)),
    close: () => wire.close(),
  };
}

/** ccxt names the address that it believes to speak with, which is that of the real exchange: its connections are led elsewhere. */
function withoutAddress(failure: string): string {
  return failure.replace(/\w+ (?:GET|POST|PUT|DELETE) https?:\S+ ?/, '').slice(0, 200);
}
