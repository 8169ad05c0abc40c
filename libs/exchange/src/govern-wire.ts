import type { Request } from '@breakwater/core';
import type { Purpose } from '@breakwater/engine';
import type { Admission, Wire, WireParameters } from './open-wire.ts';

/** What a request is for, the most urgent first. */
export type Priority = Purpose;

/** What a governor is asked with: the endpoint, its price, what the request is for, how long it may be kept back (milliseconds). */
export interface GovernedCall {
  readonly method: string;
  readonly weight: number;
  readonly priority: Priority;
  readonly waitMsMax: number;
}

/** Keeps requests within what an exchange allows. Neither call rejects. */
export interface WireGovernor {
  admit(call: GovernedCall): Promise<Admission>;
}

/** What a request that changes state is for. What takes an order away that may not stay is as urgent as a close. */
export function priorityOf(request: Request): Priority {
  if (request.kind === 'place') return request.type === 'stop_market' ? 'protection' : request.reduceOnly ? 'close' : 'entry';
  return request.kind === 'cancel' || request.kind === 'position_stop' ? 'close' : 'entry';
}

/**
 * The same wire behind a governor, or just the wire where there is none. A request that it denies was not sent: its reply is that of
 * one which could not leave, with how long to wait. One that was granted beforehand does not ask again.
 */
export function governWire<P extends WireParameters>(wire: Wire<P>, governor: WireGovernor | null): Wire<P> {
  if (governor === null) return wire;
  return {
    ...wire,
    admit: (call) => governor.admit(call),
    async call(call) {
      const admission = call.granted ?? (await governor.admit(call));
      if (admission.type === 'denied') {
        return { httpStatus: null, retryAfterMs: admission.retryAfterMs, body: '', payload: undefined, wasSent: false, failure: admission.reason, timing: null };
      }
      const reply = await wire.call(call);
      await admission.tell(reply);
      return reply;
    },
  };
}
