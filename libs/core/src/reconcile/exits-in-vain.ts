import { ZERO } from '../decimal.ts';
import type { OrderRecord } from '../order.ts';

/** The least time from an exit that came to nothing to the next one; doubled for each more in a row. */
const EXITS_APART_MS = 1_000;
const EXITS_APART_MS_MAX = 16_000;
/** So many exits in a row that came to nothing are told to a person, or end what was wished for. */
export const EXITS_IN_VAIN_MAX = 3;

/** Whether an exit ended without closing anything: refused, never there, or expired without a taker. */
export function isInVain({ status, executedQuantity, bookedQuantity }: OrderRecord): boolean {
  return (status === 'rejected' || status === 'never_existed' || status === 'expired' || status === 'canceled') && executedQuantity.eq(ZERO) && bookedQuantity.eq(ZERO);
}

/** How long the next exit waits after so many in vain: what they met must have time to change, or to be reported. */
export function restAfterVainMs(vain: readonly OrderRecord[], nowMs: number): number {
  if (vain.length === 0) return 0;
  const lastMs = Math.max(...vain.map(({ createdAtMs }) => createdAtMs));
  return lastMs + Math.min(EXITS_APART_MS * 2 ** (vain.length - 1), EXITS_APART_MS_MAX) - nowMs;
}
