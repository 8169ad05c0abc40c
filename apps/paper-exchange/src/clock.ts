import { type Clock, createVirtualClock } from '@breakwater/paper';

/** The server's clock: what the model reads, and what latency and delays wait on. */
export interface ServerClock extends Clock {
  /** Resolves when this clock has moved on by `waitMs`. */
  wait(waitMs: number): Promise<void>;
  /** Moves a virtual clock. Returns `false` on a real one, which nobody can move. */
  advance(byMs: number): boolean;
}

/**
 * The machine's time. It never runs backwards, and it stands still while one piece of work runs: all that a request
 * does happens in the same millisecond, as at the venue.
 */
export function createRealClock(): ServerClock {
  let latestMs = 0;
  let isFresh = false;
  return {
    nowMs() {
      if (isFresh) return latestMs;
      latestMs = Math.max(latestMs, Date.now());
      isFresh = true;
      queueMicrotask(() => {
        isFresh = false;
      });
      return latestMs;
    },
    wait: (waitMs) => new Promise((resolve) => setTimeout(resolve, waitMs)),
    advance: () => false,
  };
}

/** A clock that moves only when told to, starting at `startMs`. Whoever waits on it is woken in the order of due times. */
export function createServerVirtualClock(startMs: number): ServerClock {
  const clock = createVirtualClock(startMs);
  let waiting: { readonly dueMs: number; readonly wake: () => void }[] = [];
  return {
    nowMs: clock.nowMs,
    wait: (waitMs) =>
      waitMs <= 0
        ? Promise.resolve()
        : new Promise((wake) => {
            waiting.push({ dueMs: clock.nowMs() + waitMs, wake });
          }),
    advance(byMs) {
      clock.advance(byMs);
      const due = waiting.filter(({ dueMs }) => dueMs <= clock.nowMs()).sort((left, right) => left.dueMs - right.dueMs);
      waiting = waiting.filter(({ dueMs }) => dueMs > clock.nowMs());
      for (const { wake } of due) wake();
      return true;
    },
  };
}
