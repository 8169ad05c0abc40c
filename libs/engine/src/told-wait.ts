import type { Unreadable } from '@breakwater/core';

/** When nobody said how long to wait for the next look, and the shortest wait, in milliseconds. */
const LOOK_AGAIN_MS = 1_000;
/**
 * The longest wait, however long was said. Who asks again too early is held back here, by the rate governor, and costs the exchange
 * nothing; but a ban may end before its time, and a position be bare by then (I4, I12).
 */
export const LOOK_AGAIN_MS_MAX = 60_000;

/** The longest wait while a position may be bare: one request now and then is worth more than a minute without a stop (I4). */
const LOOK_AGAIN_WHILE_BARE_MS_MAX = 10_000;

/**
 * How long to leave a key alone that could not be looked at: as long as was said, within bounds, which are narrower while a position of it may
 * be bare. Milliseconds.
 */
export function waitToldBy({ retryAfterMs = LOOK_AGAIN_MS }: Pick<Unreadable, 'retryAfterMs'>, isBare = false): number {
  return Math.max(LOOK_AGAIN_MS, atMost(retryAfterMs, isBare));
}

/** The same for a request that was denied: it may be sent again as soon as was said. */
export function waitAfterDenial(retryAfterMs: number, isBare: boolean): number {
  return Math.max(100, atMost(retryAfterMs, isBare));
}

function atMost(retryAfterMs: number, isBare: boolean): number {
  return Math.min(isBare ? LOOK_AGAIN_WHILE_BARE_MS_MAX : LOOK_AGAIN_MS_MAX, Math.ceil(retryAfterMs));
}
