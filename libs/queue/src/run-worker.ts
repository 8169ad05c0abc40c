import type { AccountKey } from '@breakwater/core';
import { SCHEDULED } from '@breakwater/engine';
import { Worker } from 'bullmq';
import { KEEP_COMPLETED, KEEP_FAILED, QUEUES, type QueueName } from './catalog.ts';
import { isConnectionError, patientRedis } from './connect-redis.ts';
import { openJobs } from './enqueue.ts';
import { DEFAULT_PREFIX } from './open-queues.ts';
import { type JobHandler, type JobHandlers, type ProcessOptions, toProcessor } from './process-job.ts';
import { watchRedis } from './watch-redis.ts';

/**
 * With BullMQ's own settings the next job of a key whose worker was killed starts after 56 to 70 s; with these after 1.6
 * to 2.6 s. A stall is an ordinary event here, so no number of them makes a job fail.
 */
const LOCK_MS = 2_000;
const STALLED_CHECK_MS = 1_000;
const STALLS_MAX = 1_000_000;
/** BullMQ waits so long after an error of Redis before it asks again (its own default is 15 s). */
const RETRY_MS = 500;
/** How long an idle worker blocks before it asks anew: bounds what a lost wake-up costs. */
const IDLE_SECONDS = 2;
const STOP_MS = 10_000;
/** How many minutes of completed and failed jobs each queue remembers, for the board's history: a week. */
const HISTORY_MINUTES = 7 * 24 * 60;

export interface WorkerOptions<Q extends QueueName> extends Pick<ProcessOptions, 'log' | 'onJob' | 'inContext'> {
  readonly redisUrl: string;
  readonly prefix?: string;
  readonly queue: Q;
  readonly handlers: JobHandlers<Q>;
  /** Jobs at once in this process; the catalog's default otherwise. */
  readonly concurrency?: number;
  /** How soon a silent Redis is noticed (default: pinged every second, lost after another second without an answer). */
  readonly ping?: { readonly pingMs: number; readonly silenceMs: number };
}

export interface RunningWorker {
  readonly queue: QueueName;
  /** While false, the sweeper runs the due operations in process. */
  isConnected(): boolean;
  /** Jobs being worked on by this process. */
  activeCount(): number;
  /**
   * Asks for no further job, lets those under way finish, then closes its connections, in at most `withinMs` (default 10 s).
   * False: some were still under way; they are taken up by another worker as stalled.
   */
  stop(withinMs?: number): Promise<boolean>;
}

/**
 * Works off one queue until stopped. Starts, and goes on, whether Redis is there or not: it connects by itself, and says
 * `redis_lost` and `redis_back` once an outage. Never throws for what Redis does.
 */
export function runWorker<Q extends QueueName>(options: WorkerOptions<Q>): RunningWorker {
  const { redisUrl, queue, log, prefix = DEFAULT_PREFIX } = options;
  const redis = patientRedis(redisUrl);
  const watch = watchRedis(redis, log, { queue }, options.ping ?? { pingMs: 1_000, silenceMs: 1_000 });
  const ticks = queue === 'resyncs' ? openJobs({ redisUrl, prefix }) : null;
  const processJob = toProcessor({ ...options, handlers: { ...options.handlers, ...(ticks && { 'schedule-resync': onTick(ticks) }) } });
  const underWay = new Set<Promise<unknown>>();

  const worker = new Worker(
    queue,
    (job) => {
      const run = processJob(job);
      underWay.add(run);
      return run.finally(() => underWay.delete(run));
    },
    {
      connection: redis,
      prefix,
      concurrency: options.concurrency ?? QUEUES[queue].concurrency,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_CHECK_MS,
      maxStalledCount: STALLS_MAX,
      runRetryDelay: RETRY_MS,
      drainDelay: IDLE_SECONDS,
      removeOnComplete: KEEP_COMPLETED,
      removeOnFail: KEEP_FAILED,
      metrics: { maxDataPoints: HISTORY_MINUTES },
    },
  );
  worker.on('stalled', (jobId) => log.warn('job_stalled', { queue, jobId }));
  worker.on('error', (error) => {
    // During an outage every command of every connection fails; the watch says so once.
    if (watch.isConnected() && !isConnectionError(error)) log.warn('queue_error', { queue, error: error.message });
  });

  return {
    queue,
    isConnected: watch.isConnected,
    activeCount: () => underWay.size,
    stop: async (withinMs = STOP_MS) => {
      const isStopped = await stopWorker(worker, underWay, watch.isConnected, withinMs);
      watch.stop();
      await ticks?.close();
      redis.disconnect();
      log.info('worker_stopped', { queue, isFinished: isStopped });
      return isStopped;
    },
  };
}

/** The scheduler's tick: adds the real job, which deduplicates, so that slow passes never pile up. */
function onTick(jobs: { enqueueAccountResync(account: AccountKey, cause: string): Promise<void> }): JobHandler<'schedule-resync'> {
  return async (account) => {
    await jobs.enqueueAccountResync(account, SCHEDULED);
    return { type: 'done', summary: 'resync added' };
  };
}

async function stopWorker(worker: Worker, underWay: ReadonlySet<Promise<unknown>>, isConnected: () => boolean, withinMs: number): Promise<boolean> {
  const deadlineMs = performance.now() + withinMs;
  const leftMs = (): number => Math.max(0, deadlineMs - performance.now());
  const closing = worker.close().catch(() => {});
  // One fetch may be on its way still, and bring a last job.
  while (underWay.size > 0 && leftMs() > 0) await settlesWithin(Promise.allSettled([...underWay]), leftMs());
  // What a job returned is written while closing. With Redis away there is nothing to write to, and BullMQ would wait for it.
  const isClosed = await settlesWithin(closing, isConnected() ? leftMs() : Math.min(leftMs(), RETRY_MS));
  if (!isClosed) await settlesWithin(worker.getBackend().close(true).catch(() => {}), RETRY_MS);
  return underWay.size === 0;
}

async function settlesWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const { promise: timeUp, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(() => resolve(false), ms);
  try {
    return await Promise.race([promise.then(() => true), timeUp]);
  } finally {
    clearTimeout(timer);
  }
}
