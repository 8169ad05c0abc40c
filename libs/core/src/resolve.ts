import type { Bounds } from './bounds.ts';
import type { UnansweredIntent } from './intent.ts';
import type { OrderLookup } from './outcome.ts';
import type { OrderReport } from './order.ts';

/** What an order look-up says of a request whose reply never came. */
export type Resolution =
  | { readonly type: 'accepted'; readonly report: OrderReport }
  | { readonly type: 'rejected'; readonly report: OrderReport }
  | { readonly type: 'never_existed' }
  /** Look again at the given time; `isMissed`: this look counts as the first of two absences. */
  | { readonly type: 'still_unknown'; readonly dueAtMs: number; readonly isMissed: boolean };

/** What the report of an order says of the request that placed it: that it stood, unless it was refused with nothing executed. */
export function placementOutcome(report: OrderReport): 'accepted' | 'rejected' {
  return report.status === 'rejected' && report.executedQuantity.eq('0') ? 'rejected' : 'accepted';
}

/** How long to wait between two looks for the same unanswered request. */
const LOOK_AGAIN_MS = 1_000;

/**
 * Whether a placed order stood, from one look for its client id (I6).
 *
 * Before the expiry the request may still arrive; for a while after it an accepted order may not be findable yet. So
 * "not found" is final only if the look *began* after both, a second look agrees, and nothing else about the key is
 * unexplained. All times are on the database's clock, where the look began no earlier than `lookBeganAtMs`.
 */
export function resolve(
  intent: UnansweredIntent,
  lookup: OrderLookup,
  lookBeganAtMs: number,
  isUnexplained: boolean,
  bounds: Bounds,
): Resolution {
  if (lookup.type === 'found') {
    return { type: placementOutcome(lookup.report), report: lookup.report };
  }
  const finalFromMs = intent.expiresAtMs + bounds.notFindableMs;
  if (lookup.type === 'unreadable' || lookBeganAtMs < finalFromMs) {
    const nextMs = lookBeganAtMs + LOOK_AGAIN_MS;
    return { type: 'still_unknown', dueAtMs: lookBeganAtMs < intent.expiresAtMs ? Math.min(nextMs, intent.expiresAtMs) : nextMs, isMissed: false };
  }
  if (intent.missedAtMs === null) return { type: 'still_unknown', dueAtMs: lookBeganAtMs + bounds.readsApartMs, isMissed: true };
  if (isUnexplained || lookBeganAtMs - intent.missedAtMs < bounds.readsApartMs) {
    return { type: 'still_unknown', dueAtMs: intent.missedAtMs + Math.max(bounds.readsApartMs, lookBeganAtMs - intent.missedAtMs + LOOK_AGAIN_MS), isMissed: false };
  }
  return { type: 'never_existed' };
}
