import type { Reading } from '@breakwater/core';
import type { Signature } from './call-record.ts';
import { createExchangeClock, type ExchangeClock } from './exchange-clock.ts';
import type { TimedReply, Wire, WireCall, WireParameters } from './open-wire.ts';
import { Unreadable } from './unreadable.ts';
import type { WireReply } from './wire-reply.ts';

/** The default of both venues; a read that arrives later is better made anew. */
const READ_WINDOW_MS = 5_000;

/** The time of this process, handed in so that a simulation can own it. */
export interface LocalTime {
  /** Milliseconds of a clock that never steps; the wire's timings are on it too. */
  monotonicMs(): number;
  /** How often the exchange's clock is measured; null: only when somebody asks for it. */
  readonly measureEveryMs: number | null;
}

/** What a session must know of the venue that it speaks with. */
export interface Speech<E extends string, P extends WireParameters> {
  /** Asks for the exchange's time. */
  readonly timeEndpoint: E;
  /** Milliseconds, from the answer to that. Throws {@link Unreadable}. */
  readServerMs(payload: unknown): number;
  /** How the venue is asked; `signature` is null for public endpoints. */
  toWireCall(endpoint: E, parameters: P, signature: Signature | null): WireCall<P>;
  /** The reply, with a failure if the venue itself reports one in what the client took for a success. */
  understand(reply: TimedReply): TimedReply;
  /** Why a reply is no success. */
  toUnreadable(reply: WireReply): Unreadable;
  /** Whether the exchange found the request's time stamp wrong. */
  isLate(reply: WireReply): boolean;
}

/** One account's wire and clock, which know each other: time stamps that the exchange finds wrong lead to a new measuring. */
export interface Session<E extends string, P extends WireParameters> {
  readonly clock: ExchangeClock;
  /** The parsed reply of a signed read. Throws {@link Unreadable}, with the exchange's code, for anything but a success. */
  read(endpoint: E, parameters: P): Promise<unknown>;
  /** As `read`, for public endpoints. */
  readPublic(endpoint: E, parameters: P): Promise<unknown>;
  /** Sends a request that changes state, once. */
  send(endpoint: E, parameters: P, signature: Signature): Promise<WireReply>;
}

/** Starts a session over a wire; the clock is measured at once, and again now and then if the local time says so. */
export function openSession<E extends string, P extends WireParameters>(wire: Wire<P>, { monotonicMs, measureEveryMs }: LocalTime, speech: Speech<E, P>): Session<E, P> {
  async function call(endpoint: E, parameters: P, signature: Signature | null): Promise<TimedReply> {
    return speech.understand(await wire.call(speech.toWireCall(endpoint, parameters, signature)));
  }

  function insist(reply: WireReply): unknown {
    if (reply.failure !== null) throw speech.toUnreadable(reply);
    return reply.payload;
  }

  const clock = createExchangeClock({
    measureEveryMs,
    monotonicMs,
    look: async () => {
      const reply = await call(speech.timeEndpoint, {} as P, null);
      const serverMs = speech.readServerMs(insist(reply));
      if (reply.timing === null) throw new Unreadable('time: no timing of the request');
      return { serverMs, ...reply.timing };
    },
  });

  async function send(endpoint: E, parameters: P, signature: Signature): Promise<WireReply> {
    const reply = await call(endpoint, parameters, signature);
    if (reply.failure !== null && speech.isLate(reply)) clock.distrust();
    return reply;
  }

  return {
    clock,
    readPublic: async (endpoint, parameters) => insist(await call(endpoint, parameters, null)),
    send,
    async read(endpoint, parameters) {
      await clock.ready();
      return insist(await send(endpoint, parameters, { signedAtMs: clock.nowMs(), windowMs: READ_WINDOW_MS }));
    },
  };
}

/** Runs a look at the exchange and turns its failing into a value, together with the instant at which it began. */
export async function takeReading<T>({ clock }: { readonly clock: ExchangeClock }, look: () => Promise<T>): Promise<Reading<T>> {
  try {
    await clock.ready();
    const beganAtMs = clock.nowMs();
    return { type: 'read', beganAtMs, value: await look() };
  } catch (error) {
    if (error instanceof Unreadable) return { type: 'unreadable', cause: error.message };
    throw error;
  }
}
