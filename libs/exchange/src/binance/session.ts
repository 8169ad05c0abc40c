import type { Reading } from '@breakwater/core';
import type { Signature } from '../call-record.ts';
import { createExchangeClock, type ExchangeClock } from '../exchange-clock.ts';
import type { TimedReply, Wire } from '../open-wire.ts';
import { Row } from '../row.ts';
import { Unreadable } from '../unreadable.ts';
import type { WireReply } from '../wire-reply.ts';
import { describeFailure, venueCode } from './classify.ts';
import { LATE } from './codes.ts';
import { type EndpointName, ENDPOINTS, type QueryParameters, weightOf } from './endpoints.ts';

/** The exchange's own default; a read that arrives later is better made anew. */
const READ_WINDOW_MS = 5_000;

/** The time of this process, handed in so that a simulation can own it. */
export interface LocalTime {
  /** Milliseconds of a clock that never steps; the wire's timings are on it too. */
  monotonicMs(): number;
  /** How often the exchange's clock is measured; null: only when somebody asks for it. */
  readonly measureEveryMs: number | null;
}

/** One account's wire and clock, which know each other: time stamps that the exchange finds wrong lead to a new measuring. */
export interface Session {
  readonly clock: ExchangeClock;
  /** The parsed reply of a signed read. Throws {@link Unreadable}, with the exchange's code, for anything but a success. */
  read(endpoint: EndpointName, parameters: QueryParameters): Promise<unknown>;
  /** As `read`, for public endpoints. */
  readPublic(endpoint: EndpointName, parameters: QueryParameters): Promise<unknown>;
  /** Sends a request that changes state, once. */
  send(endpoint: EndpointName, parameters: QueryParameters, signature: Signature): Promise<WireReply>;
}

/** Starts a session over a wire; the clock is measured at once, and again now and then if the local time says so. */
export function startSession(wire: Wire, { monotonicMs, measureEveryMs }: LocalTime): Session {
  function call(endpoint: EndpointName, parameters: QueryParameters, signature: Signature | null): Promise<TimedReply> {
    const sent = signature === null ? parameters : { ...parameters, recvWindow: String(signature.windowMs) };
    return wire.call({ method: ENDPOINTS[endpoint].method, parameters: sent, signature, weight: weightOf(endpoint, parameters) });
  }

  const clock = createExchangeClock({
    measureEveryMs,
    monotonicMs,
    look: async () => {
      const reply = await call('readTime', {}, null);
      const serverMs = new Row(insist(reply), 'time').integer('serverTime');
      if (reply.timing === null) throw new Unreadable('time: no timing of the request');
      return { serverMs, ...reply.timing };
    },
  });

  async function send(endpoint: EndpointName, parameters: QueryParameters, signature: Signature): Promise<WireReply> {
    const reply = await call(endpoint, parameters, signature);
    if (reply.failure !== null && LATE.has(venueCode(reply) ?? '')) clock.distrust();
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

function insist(reply: WireReply): unknown {
  if (reply.failure !== null) throw new Unreadable(describeFailure(reply), venueCode(reply));
  return reply.payload;
}

/** Runs a look at the exchange and turns its failing into a value, together with the instant at which it began. */
export async function takeReading<T>(session: Session, look: () => Promise<T>): Promise<Reading<T>> {
  try {
    await session.clock.ready();
    const beganAtMs = session.clock.nowMs();
    return { type: 'read', beganAtMs, value: await look() };
  } catch (error) {
    if (error instanceof Unreadable) return { type: 'unreadable', cause: error.message };
    throw error;
  }
}
