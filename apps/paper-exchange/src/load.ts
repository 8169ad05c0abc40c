import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How the process is doing. */
export interface Load {
  /** Longest stretch in which nobody was served since the last reset (ms), and resident memory (10^6 bytes). */
  read(): { maxPauseMs: number; rssMb: number };
  /** Starts measuring pauses anew, and says how it was. */
  reset(): { maxPauseMs: number; rssMb: number };
  stop(): void;
}

/** The timer's own step, which every figure of the histogram contains. */
const resolutionMs = 1;

/** Measures how long the event loop was held up, until `stop`. */
export function measureLoad(): Load {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  delays.enable();
  const read = (): { maxPauseMs: number; rssMb: number } => ({
    maxPauseMs: Math.max(0, Math.round(delays.max / 1e5) / 10 - resolutionMs),
    rssMb: Math.round(process.memoryUsage.rss() / 1e6),
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
