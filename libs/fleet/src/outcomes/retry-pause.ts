const FIRST_MS = 1_000;
const MS_MAX = 300_000;
/** A receiver may ask for more patience than that, but not for ever. */
const ASKED_MS_MAX = 3_600_000;

/**
 * How long to wait after so many failures in a row (1: the first): it doubles up to five minutes, and half of it is drawn
 * (`chance` from 0 to 1), so that many senders do not come back at once. What the receiver asked for is the least.
 */
export function retryPauseMs(failures: number, chance: number, askedMs: number | null): number {
  const wholeMs = Math.min(MS_MAX, FIRST_MS * 2 ** Math.min(20, Math.max(0, failures - 1)));
  return Math.max(Math.round(wholeMs * (0.5 + chance / 2)), Math.min(ASKED_MS_MAX, askedMs ?? 0));
}
