import { type LocalTime, openSession, type Session as VenueSession, type Speech } from '../open-session.ts';
import type { Wire } from '../open-wire.ts';
import { Row } from '../row.ts';
import { Unreadable } from '../unreadable.ts';
import type { WireReply } from '../wire-reply.ts';
import { classify, describeFailure, venueCode } from './classify.ts';
import { LATE } from './codes.ts';
import { type EndpointName, ENDPOINTS, type QueryParameters, weightOf } from './endpoints.ts';

/** One account's wire and clock at Binance. */
export type Session = VenueSession<EndpointName, QueryParameters>;

const speech: Speech<EndpointName, QueryParameters> = {
  timeEndpoint: 'readTime',
  readServerMs: (payload) => new Row(payload, 'time').integer('serverTime'),
  toWireCall: (endpoint, parameters, signature) => ({
    method: ENDPOINTS[endpoint].method,
    parameters: signature === null ? parameters : { ...parameters, recvWindow: String(signature.windowMs) },
    signature,
    weight: weightOf(endpoint, parameters),
  }),
  // Binance says by the HTTP status whether it is a success.
  understand: (reply) => reply,
  toUnreadable: (reply) => new Unreadable(describeFailure(reply), venueCode(reply), waitOf(reply)),
  isLate: (reply) => LATE.has(venueCode(reply) ?? ''),
};

/** Starts a session over a wire; the clock is measured at once, and again now and then if the local time says so. */
export function startSession(wire: Wire, time: LocalTime): Session {
  return openSession(wire, time, speech);
}

/** A look is denied as a request is, and for as long; null where nobody said how long. */
function waitOf(reply: WireReply): number | null {
  const outcome = classify(reply);
  return outcome.type === 'denied' ? outcome.retryAfterMs : null;
}
