import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Setting } from '../world/setting.ts';
import type { Violation } from '../storm/storm.ts';

export interface ThreadOptions {
  /** What is pinned of where the storms take place; the seeds decide the rest. */
  readonly setting: Partial<Setting>;
  readonly steps: number;
  /** Worker processes in each storm; null: the seed decides. */
  readonly workerCount: number | null;
}

/** What one seed came to, as a thread tells it. */
export interface SeedReport {
  readonly seed: number;
  readonly violation: Violation | null;
  readonly steps: number;
  readonly simulatedMs: number;
  readonly faults: readonly (readonly [string, number])[];
  /** By venue, fault and state. */
  readonly pairs: readonly (readonly [string, number])[];
  readonly passed: readonly string[];
}

/** Seeds that a thread is given at once: few enough that the threads end together. */
const SEEDS_AT_ONCE = 20;

/** Runs seeds on all cores, and tells of each chunk as it ends. Rejects if a thread breaks: that is a bug of the storm itself. */
export async function runRange(seeds: readonly number[], options: ThreadOptions, onReports: (reports: readonly SeedReport[]) => void): Promise<void> {
  const chunks: (readonly number[])[] = [];
  for (let start = 0; start < seeds.length; start += SEEDS_AT_ONCE) chunks.push(seeds.slice(start, start + SEEDS_AT_ONCE));
  const threadCount = Math.min(availableParallelism(), chunks.length);
  await Promise.all(Array.from({ length: threadCount }, () => runThread(chunks, options, onReports)));
}

function runThread(chunks: (readonly number[])[], options: ThreadOptions, onReports: (reports: readonly SeedReport[]) => void): Promise<void> {
  const thread = new Worker(new URL('./seed-thread.ts', import.meta.url), { workerData: options });
  return new Promise((resolve, reject) => {
    const next = (): void => {
      const chunk = chunks.shift();
      if (chunk === undefined) {
        void thread.terminate().then(() => resolve());
        return;
      }
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window and has no origin
      thread.postMessage(chunk);
    };
    thread.on('error', reject);
    thread.on('message', (reports: readonly SeedReport[]) => {
      onReports(reports);
      next();
    });
    next();
  });
}
