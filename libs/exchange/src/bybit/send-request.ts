import type { Outcome, Request } from '@breakwater/core';
import type { Signature } from '../call-record.ts';
import { priorityOf } from '../govern-wire.ts';
import { withPriority } from '../open-session.ts';
import type { Granted } from '../open-wire.ts';
import { acknowledge } from './acknowledge.ts';
import { checkMarginMode } from './check-margin-mode.ts';
import { classify } from './classify.ts';
import { confirmOrder } from './confirm-order.ts';
import type { Session } from './session.ts';
import { toCall } from './to-call.ts';

/** How long a measuring of the clock takes, and then some. */
const CLOCK_WAIT_MS = 250;

/** Sends one request, once, and reads what became of it where the answer does not say; whatever happens to it is a value. */
export async function sendRequest(anySession: Session, wait: (ms: number) => Promise<void>, request: Request, signature: Signature, granted?: Granted): Promise<Outcome> {
  const priority = priorityOf(request);
  const session = withPriority(anySession, priority);
  const call = toCall(request);
  if (call === null) return { type: 'rejected', code: 'unsupported', reason: 'a stop that is part of a position is not cancelled by its id' };
  if (session.clock.errorMs() === Number.POSITIVE_INFINITY) {
    return { type: 'denied', code: 'clock_unknown', reason: "the exchange's clock is not measured", retryAfterMs: CLOCK_WAIT_MS };
  }
  const standing = request.kind === 'margin_mode' ? await checkMarginMode(session, request.mode) : null;
  if (standing !== null) return standing;
  const reply = await session.send(call.endpoint, call.parameters, signature, priority, granted);
  if (reply.failure !== null) return classify(reply);
  const acknowledgement = acknowledge(request, reply.payload);
  if (acknowledgement.type !== 'taken') return acknowledgement;
  if (request.kind !== 'place' && request.kind !== 'cancel') return { type: 'accepted', report: null };
  return confirmOrder(session, wait, request, acknowledgement.exchangeOrderId);
}
