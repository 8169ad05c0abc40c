import { type LocalTime, openSession, type Session as VenueSession, type Speech } from '../open-session.ts';
import type { TimedReply, Wire } from '../open-wire.ts';
import { Row } from '../row.ts';
import { Unreadable } from '../unreadable.ts';
import type { WireReply } from '../wire-reply.ts';
import { classify, describeFailure, venueCode } from './classify.ts';
import { LATE } from './codes.ts';
import { type EndpointName, ENDPOINTS, type RequestParameters } from './endpoints.ts';

/** One account's wire and clock at Bybit. */
export type Session = VenueSession<EndpointName, RequestParameters>;

const speech: Speech<EndpointName, RequestParameters> = {
  timeEndpoint: 'readTime',
  readServerMs: (payload) => new Row(payload, 'time').integer('time'),
  toWireCall: (endpoint, parameters, signature) => ({ method: ENDPOINTS[endpoint], parameters, signature, weight: 1 }),
  understand,
  toUnreadable: (reply) => new Unreadable(describeFailure(reply), venueCode(reply), waitOf(reply)),
  isLate: (reply) => LATE.has(venueCode(reply) ?? ''),
};

/** Starts a session over a wire; the clock is measured at once, and again now and then if the local time says so. */
export function startSession(wire: Wire<RequestParameters>, time: LocalTime): Session {
  return openSession(wire, time, speech);
}

/**
 * Bybit reports errors with HTTP 200 and a `retCode` of their own: ccxt throws for those, a wire without ccxt need not. A
 * reply without any `retCode` stays what the client took it for, and whoever reads it finds that it says nothing.
 */
function understand(reply: TimedReply): TimedReply {
  if (reply.failure !== null || typeof reply.payload !== 'object' || reply.payload === null) return reply;
  const code = (reply.payload as { readonly retCode?: unknown }).retCode;
  if (code === undefined || code === 0) return reply;
  const body = JSON.stringify(reply.payload);
  return { ...reply, body, payload: undefined, failure: `refused: ${body}` };
}

/** A look is denied as a request is, and for as long; null where nobody said how long. */
function waitOf(reply: WireReply): number | null {
  const outcome = classify(reply);
  return outcome.type === 'denied' ? outcome.retryAfterMs : null;
}
