import type { Reading } from '@breakwater/core';
import type { Signature } from './call-record.ts';
import { createExchangeClock, type ExchangeClock } from './exchange-clock.ts';
import type { Priority } from './govern-wire.ts';
import type { Admission, Granted, TimedReply, Wire, WireCall, WireParameters } from './open-wire.ts';
import { Unreadable } from './unreadable.ts';
import type { WireReply } from './wire-reply.ts';

/** The default of both venues; a read that arrives later is better made anew. */
const READ_WINDOW_MS = 5_000;
/** No request is kept back for longer: a claim must not run out while its holder waits to look at the key. */
const WAIT_MS_MAX = 1_000;

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
  toWireCall(endpoint: E, parameters: P, signature: Signature | null): Omit<WireCall<P>, 'priority' | 'waitMsMax'>;
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
  read(endpoint: E, parameters: P, priority?: Priority): Promise<unknown>;
  /** As `read`, for public endpoints. */
  readPublic(endpoint: E, parameters: P, priority?: Priority): Promise<unknown>;
  /** Sends a request that changes state, once; asks for its budget unless that was granted beforehand. */
  send(endpoint: E, parameters: P, signature: Signature, priority: Priority, granted?: Granted): Promise<WireReply>;
  /** Asks for the budget of such a request before it is sent. Absent where nobody keeps requests within limits. */
  readonly admit?: ((endpoint: E, parameters: P, signature: Signature, priority: Priority) => Promise<Admission>) | undefined;
}

/** The same session for reads that belong to something of this priority: they go as it goes, public ones too. */
export function withPriority<S extends Session<never, never>>(session: S, priority: Priority): S {
  const { read, readPublic } = session;
  return { ...session, read: (endpoint, parameters) => read(endpoint, parameters, priority), readPublic: (endpoint, parameters) => readPublic(endpoint, parameters, priority) };
}

/** Starts a session over a wire; the clock is measured at once, and again now and then if the local time says so. */
export function openSession<E extends string, P extends WireParameters>(wire: Wire<P>, { monotonicMs, measureEveryMs }: LocalTime, speech: Speech<E, P>): Session<E, P> {
  function toCall(endpoint: E, parameters: P, signature: Signature | null, priority: Priority): WireCall<P> {
    const waitMsMax = signature === null ? WAIT_MS_MAX : waitOf(signature);
    return { ...speech.toWireCall(endpoint, parameters, signature), priority, waitMsMax };
  }

  async function call(endpoint: E, parameters: P, signature: Signature | null, priority: Priority, granted?: Granted): Promise<TimedReply> {
    return speech.understand(await wire.call({ ...toCall(endpoint, parameters, signature, priority), granted }));
  }

  /** Half of what is left of the window; the other half is for the way there. What waited longer would be refused as late. */
  function waitOf({ signedAtMs, windowMs }: Signature): number {
    return Math.min(WAIT_MS_MAX, Math.max(0, (signedAtMs + windowMs - clock.nowMs()) / 2));
  }

  function insist(reply: WireReply): unknown {
    if (reply.failure !== null) throw speech.toUnreadable(reply);
    return reply.payload;
  }

  const clock = createExchangeClock({
    measureEveryMs,
    monotonicMs,
    look: async () => {
      // Without the exchange's time nothing can be sent, stops no more than anything else.
      const reply = await call(speech.timeEndpoint, {} as P, null, 'protection');
      const serverMs = speech.readServerMs(insist(reply));
      if (reply.timing === null) throw new Unreadable('time: no timing of the request');
      return { serverMs, ...reply.timing };
    },
  });

  async function send(endpoint: E, parameters: P, signature: Signature, priority: Priority, granted?: Granted): Promise<WireReply> {
    const reply = await call(endpoint, parameters, signature, priority, granted);
    if (reply.failure !== null && speech.isLate(reply)) clock.distrust();
    return reply;
  }

  const { admit } = wire;
  return {
    clock,
    admit: admit && ((endpoint, parameters, signature, priority) => admit(toCall(endpoint, parameters, signature, priority))),
    readPublic: async (endpoint, parameters, priority = 'read') => insist(await call(endpoint, parameters, null, priority)),
    send,
    async read(endpoint, parameters, priority = 'read') {
      await clock.ready();
      return insist(await send(endpoint, parameters, { signedAtMs: clock.nowMs(), windowMs: READ_WINDOW_MS }, priority));
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
    if (error instanceof Unreadable) return error.toAnswer();
    throw error;
  }
}
