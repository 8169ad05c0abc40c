import type { Unreadable } from '@breakwater/core';

/** When nobody said how long to wait for the next look, and the shortest wait, in milliseconds. */
const LOOK_AGAIN_MS = 1_000;
/**
 * The longest wait, however long was said. Who asks again too early is held back here, by the rate governor, and costs the exchange
 * nothing; but a ban may end before its time, and a position be bare by then (I4, I12).
 */
export const LOOK_AGAIN_MS_MAX = 60_000;

/** How long to leave a key alone that could not be looked at: as long as was said, within bounds. Milliseconds. */
export function waitToldBy({ retryAfterMs = LOOK_AGAIN_MS }: Pick<Unreadable, 'retryAfterMs'>): number {
  return Math.min(LOOK_AGAIN_MS_MAX, Math.max(LOOK_AGAIN_MS, Math.ceil(retryAfterMs)));
}
