import { Worker, isMainThread, workerData } from 'node:worker_threads';

/** How long the machine kept somebody waiting who had next to nothing to do: what no process on it can do better than. */
export interface Stalls {
  /** Ends the watch; the longest wait beyond what was asked for, in ms. */
  stop(): Promise<number>;
}

const stepMs = 1;

/** Watches the machine from an idle thread of this process. */
export function watchStalls(): Stalls {
  // Shared, so that the thread need not be asked: an answer would wait for this process, which is busy.
  const longestMs = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
  const worker = new Worker(new URL(import.meta.url), { workerData: longestMs });
  worker.unref();
  return {
    stop: async () => {
      await worker.terminate();
      return Math.max(0, Math.round((longestMs[0]! - stepMs) * 10) / 10);
    },
  };
}

/** The idle thread: wakes up every millisecond, and notes how late it was. */
function watch(longestMs: Float64Array): void {
  let latestMs = performance.now();
  setInterval(() => {
    const nowMs = performance.now();
    longestMs[0] = Math.max(longestMs[0]!, nowMs - latestMs);
    latestMs = nowMs;
  }, stepMs);
}

if (!isMainThread && workerData instanceof Float64Array) watch(workerData);
