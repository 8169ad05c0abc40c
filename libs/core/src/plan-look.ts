/** The last look that was asked for, and how long the next one has to wait behind it. */
export interface LastLook {
  readonly atMs: number;
  readonly gapMs: number;
}

/** An event waits for its neighbours for `settleMs`; looks are `gapMs` apart, twice as far while events keep coming, up to `gapMsMax`. Milliseconds. */
export interface LookPace {
  readonly settleMs: number;
  readonly gapMs: number;
  readonly gapMsMax: number;
}

/**
 * When the look is to be asked for that an event at `nowMs` calls for, and what is to be remembered of it then. Events that come before that
 * need no look of their own. The first after a quiet time is looked at as soon as its neighbours have had time to come; a flood is
 * looked at seldom, and once more after its end.
 */
export function planLook(last: LastLook | null, nowMs: number, { settleMs, gapMs, gapMsMax }: LookPace): LastLook {
  const settledMs = nowMs + settleMs;
  if (last === null || nowMs - last.atMs >= last.gapMs) return { atMs: settledMs, gapMs };
  return { atMs: Math.max(settledMs, last.atMs + last.gapMs), gapMs: Math.min(gapMsMax, last.gapMs * 2) };
}
