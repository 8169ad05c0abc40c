import type { Request } from '@breakwater/core';
import type { KeptBack } from '@breakwater/engine';
import type { Signature } from './call-record.ts';
import { priorityOf } from './govern-wire.ts';
import type { Session } from './open-session.ts';
import type { Granted, WireParameters } from './open-wire.ts';

/** What was granted to requests before they were sent. */
export interface Grants {
  /** The port's `admit` (exchange-port.ts); undefined where nobody keeps requests within limits. */
  readonly admit: ((request: Request, signature: Signature) => Promise<KeptBack | null>) | undefined;
  /** What was granted to the request, once; undefined: it has to be asked for. */
  take(request: Request): Granted | undefined;
  /** The port's `giveBack`. */
  giveBack(request: Request): void;
}

/**
 * Asks the governor for requests that are not committed yet, and keeps what it grants until they are sent. A request is known by its
 * object: one that is never sent leaves nothing behind, and what was granted to it counts as used unless it is given back.
 */
export function openGrants<E extends string, P extends WireParameters>(session: Session<E, P>, toCall: (request: Request) => { readonly endpoint: E; readonly parameters: P } | null): Grants {
  const kept = new WeakMap<Request, Granted>();
  const { admit } = session;
  const take = (request: Request): Granted | undefined => {
    const granted = kept.get(request);
    kept.delete(request);
    return granted;
  };
  return {
    admit:
      admit === undefined
        ? undefined
        : async (request, signature) => {
            const call = toCall(request);
            if (call === null) return null;
            const admission = await admit(call.endpoint, call.parameters, signature, priorityOf(request));
            if (admission.type === 'denied') return { reason: admission.reason, retryAfterMs: admission.retryAfterMs };
            kept.set(request, admission);
            return null;
          },
    take,
    giveBack: (request) => void take(request)?.giveBack?.(),
  };
}
