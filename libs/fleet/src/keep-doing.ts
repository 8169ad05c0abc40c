import type { Log } from '@breakwater/engine';

export interface Recurring {
  /** Begins the next round now, or right after the running one. */
  wake(): void;
  /** Resolves once the running round has ended; no other begins. */
  stop(): Promise<void>;
}

/**
 * Does something again and again, one round at a time, until it is stopped. `act` says in how many milliseconds it
 * wishes to be called again; null means `everyMs`, which is also the longest pause. A round that throws is logged once
 * per outage, and the next comes all the same: the world may have recovered.
 */
export function keepDoing(name: string, everyMs: number, log: Log, act: () => Promise<number | null>): Recurring {
  let isStopping = false;
  let isFailing = false;
  let isWoken = false;
  let wake: () => void = () => undefined;
  const running = (async () => {
    while (!isStopping) {
      let pauseMs = everyMs;
      isWoken = false;
      try {
        const wished = await act();
        if (wished !== null) pauseMs = Math.min(everyMs, Math.max(1, wished));
        if (isFailing) log.info(`${name}_recovered`, {});
        isFailing = false;
      } catch (error) {
        if (!isFailing) log.error(`${name}_failed`, { error: String(error) });
        isFailing = true;
      }
      if (!isStopping && !isWoken) await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pauseMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();
  return {
    wake: () => {
      isWoken = true;
      wake();
    },
    stop: async () => {
      isStopping = true;
      wake();
      await running;
    },
  };
}
