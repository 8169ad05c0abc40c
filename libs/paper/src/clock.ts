/** The only source of time in the model: milliseconds since 1970, never running backwards. */
export interface Clock {
  nowMs(): number;
}

/** A clock that stands still until it is told to move. */
export interface VirtualClock extends Clock {
  advance(byMs: number): void;
}

/** A virtual clock standing at `startMs`. `advance` throws on a negative or broken step: time does not run backwards. */
export function createVirtualClock(startMs: number): VirtualClock {
  let currentMs = startMs;
  return {
    nowMs: () => currentMs,
    advance(byMs) {
      if (!Number.isSafeInteger(byMs) || byMs < 0) throw new RangeError(`A clock cannot advance by ${byMs} ms`);
      currentMs += byMs;
    },
  };
}
