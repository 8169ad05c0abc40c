import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** Knows for how long something was asked of an exchange: from a request's departure to the last byte of its answer. */
export interface WireWatch {
  /** Milliseconds in which at least one request was under way, since the last call. */
  take(): number;
  stop(): void;
}

/** Watches every HTTP request of this process. */
export function watchWire(): WireWatch {
  let underWay = 0;
  let sinceMs = 0;
  let totalMs = 0;
  const onDeparture = (): void => {
    if ((underWay += 1) === 1) sinceMs = performance.now();
  };
  const onEnd = (): void => {
    if ((underWay -= 1) === 0) totalMs += performance.now() - sinceMs;
  };
  subscribe('undici:request:create', onDeparture);
  for (const end of ends) subscribe(end, onEnd);
  return {
    take: () => {
      const taken = totalMs;
      totalMs = 0;
      return taken;
    },
    stop: () => {
      unsubscribe('undici:request:create', onDeparture);
      for (const end of ends) unsubscribe(end, onEnd);
    },
  };
}

const ends = ['undici:request:trailers', 'undici:request:error'] as const;
