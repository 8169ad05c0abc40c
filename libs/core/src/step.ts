import type { EvidenceGrade } from './evidence.ts';
import type { Facts, NewOrder } from './facts.ts';
import type { Request } from './request.ts';

/**
 * One thing to do about a key. A list of steps is in the order in which they are safe to carry out, and carrying out
 * stops at the first that is not confirmed.
 */
export type Step =
  /** Write what has come to be known. Touches the books only. */
  | { readonly type: 'record'; readonly why: string; readonly facts: Facts }
  /** Send a request: commit its intent first, then send, then book the answer. */
  | { readonly type: 'send'; readonly why: string; readonly send: PlannedSend }
  /** The view is not deep enough to decide: read the executions since then (exchange time) and decide again. */
  | { readonly type: 'read_executions'; readonly why: string; readonly sinceMs: number }
  /** Nothing can be decided before then. `isRoutine`: nothing is amiss either, the key is only to be looked at again. */
  | { readonly type: 'wait'; readonly why: string; readonly forMs: number; readonly isRoutine?: true };

export interface PlannedSend {
  readonly request: Request;
  /** The order's own row, to be written with the intent; null when the request places none. */
  readonly newOrder: NewOrder | null;
  /** The order that the request cancels. */
  readonly cancelsOrderId: string | null;
  /** The position that the request is about to close. */
  readonly closesPositionId: string | null;
  readonly positionId: string | null;
  /** Grade on which the request rests. */
  readonly evidence: EvidenceGrade;
  /** The first stop of a bare position may pass although another request is unanswered (the fence, rule 6). */
  readonly mayBreakQuiet: boolean;
  /** Only when the exchange is known to hold nothing for the position any more may its newest stop go (the fence, rule 7). */
  readonly mayCancelNewest: boolean;
}
