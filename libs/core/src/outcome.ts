import type { OrderReport } from './order.ts';

/**
 * How the exchange answered a request that changes state.
 *
 *   accepted   it took effect; the report is there when the exchange sent one
 *   rejected   it did not take effect, and would not if sent again
 *   denied     it did not take effect, but a later one may (rate limit, clock, network down before sending)
 *   unknown    it may or may not have taken effect: look it up, never guess
 */
export type Outcome =
  | { readonly type: 'accepted'; readonly report: OrderReport | null }
  | { readonly type: 'rejected'; readonly code: string; readonly reason: string }
  | { readonly type: 'denied'; readonly code: string; readonly reason: string; readonly retryAfterMs: number }
  | { readonly type: 'unknown'; readonly cause: string };

/** Codes of a rejection that decisions know, whatever a venue calls them. Any other code is the venue's own. */
export const refusalCodes = {
  /** The trigger of a stop had been passed already. */
  stopWouldTrigger: 'stop_would_trigger',
  /** The setting belongs to the account, and positions of it are open. */
  accountInUse: 'account_in_use',
} as const;

/** What came of a read: a value with the instant at which the reading began, or nothing that may be relied on (I6). */
export type Reading<T> =
  | { readonly type: 'read'; readonly beganAtMs: number; readonly value: T }
  | Unreadable;

/** A look that gave nothing. `retryAfterMs`: how long to wait before the next one, where the exchange or its rate budget said so. */
export interface Unreadable {
  readonly type: 'unreadable';
  readonly cause: string;
  readonly retryAfterMs?: number;
}

/** What came of looking for one order by its client id. "Not found" is an answer, but not yet a proof (see resolve.ts). */
export type OrderLookup =
  | { readonly type: 'found'; readonly report: OrderReport }
  | { readonly type: 'not_found' }
  | Unreadable;
