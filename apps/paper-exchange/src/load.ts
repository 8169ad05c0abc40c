/** How the process is doing. Memory is in 10^6 bytes. */
export interface LoadFigures {
  /**
   * Longest stretch since the last reset in which nobody was served, in ms: no reply left and the event loop did not come
   * round. Many requests that arrive at once and are answered one after another are no pause.
   */
  readonly maxPauseMs: number;
  readonly rssMb: number;
  /** The part of it that holds objects. */
  readonly heapMb: number;
}

/** Watches the process. */
export interface Load {
  /** Says that a reply has left. */
  noteReply(): void;
  read(): LoadFigures;
  /** Starts measuring pauses anew, and says how it was. */
  reset(): LoadFigures;
  stop(): void;
}

/** The timer's own step, which every stretch without a reply contains. */
const resolutionMs = 1;

/** Measures how long the process kept everybody waiting, until `stop`. */
export function measureLoad(): Load {
  let latestMs = performance.now();
  let longestMs = 0;
  const note = (): void => {
    const nowMs = performance.now();
    longestMs = Math.max(longestMs, nowMs - latestMs);
    latestMs = nowMs;
  };
  const timer = setInterval(note, resolutionMs);
  timer.unref();
  const read = (): LoadFigures => ({
    maxPauseMs: Math.max(0, Math.round((longestMs - resolutionMs) * 10) / 10),
    rssMb: Math.round(process.memoryUsage.rss() / 1e6),
    heapMb: Math.round(process.memoryUsage().heapUsed / 1e6),
  });
  return {
    noteReply: note,
    read,
    reset() {
      const load = read();
      longestMs = 0;
      return load;
    },
    stop: () => clearInterval(timer),
  };
}
