import type { PassOnRecord } from '@breakwater/db';

/** What is known of the stream now, in milliseconds since. */
export interface StreamAges {
  /** Since the connection could first tell of anything. */
  readonly openMsAgo: number;
  /** Since it last told of anything; null if it never did. */
  readonly eventMsAgo: number | null;
}

/**
 * Tells a silent stream from a quiet account: whether a pass has found what no event announced. Its pass before did not find it, so it came about
 * after that one began to look. If the stream stood then, and has told of nothing at all since, it tells of nothing.
 *
 * A difference that stays (one that is only reported, say) is found by both passes and proves nothing. `graceMs`: the newer pass is not
 * judged before, since an event may be as slow as the pass was quick.
 */
export function hasMissed([newer, older]: readonly PassOnRecord[], { openMsAgo, eventMsAgo }: StreamAges, graceMs: number): boolean {
  if (newer === undefined || older === undefined || newer.endedMsAgo < graceMs) return false;
  if (openMsAgo <= older.beganMsAgo || (eventMsAgo !== null && eventMsAgo <= older.beganMsAgo)) return false;
  return newer.differences.some((difference) => !older.differences.includes(difference));
}
