import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How the process is doing. Memory is in 10^6 bytes. */
export interface LoadFigures {
  /** Longest stretch in which nobody was served since the last reset, in ms. */
  readonly maxPauseMs: number;
  readonly rssMb: number;
  /** The part of it that holds objects. */
  readonly heapMb: number;
}

/** Watches the process. */
export interface Load {
  read(): LoadFigures;
  /** Starts measuring pauses anew, and says how it was. */
  reset(): LoadFigures;
  stop(): void;
}

/** The timer's own step, which every figure of the histogram contains. */
const resolutionMs = 1;

/** Measures how long the event loop was held up, until `stop`. */
export function measureLoad(): Load {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  delays.enable();
  const read = (): LoadFigures => ({
    maxPauseMs: Math.max(0, Math.round(delays.max / 1e5) / 10 - resolutionMs),
    rssMb: Math.round(process.memoryUsage.rss() / 1e6),
    heapMb: Math.round(process.memoryUsage().heapUsed / 1e6),
  });
  return {
    read,
    reset() {
      const load = read();
      delays.reset();
      return load;
    },
    stop: () => delays.disable(),
  };
}
