/**
 * What became of a job, as a value; only the queue adapter knows how the queue says it.
 *
 *   done      the work is finished
 *   skip      there was nothing to do, and why
 *   snooze    not now: the key's due time in the database says when
 *   give_up   never: the job itself is wrong, and is kept for a human
 */
export type Verdict =
  /** `isRoutine`: it was one of the looks that a price is followed by. `isWaitedFor`: a signal of the key has not been tried yet. */
  | { readonly type: 'done'; readonly summary: string; readonly isRoutine?: true; readonly isWaitedFor?: true }
  | { readonly type: 'skip'; readonly reason: string }
  | { readonly type: 'snooze'; readonly reason: string; readonly forMs: number }
  | { readonly type: 'give_up'; readonly reason: string };
