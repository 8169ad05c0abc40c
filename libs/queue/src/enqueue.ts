import { randomBytes } from 'node:crypto';
import type { AccountKey, SymbolKey } from '@breakwater/core';
import type { Jobs } from '@breakwater/engine';
import type { JobsOptions } from 'bullmq';
import { type JobName, type JobPayload, JOBS, KEEP_COMPLETED, KEEP_FAILED, parsePayload, QUEUE_NAMES, type QueueName } from './catalog.ts';
import { openQueues, type OpenQueues, type QueueOptions } from './open-queues.ts';

export interface QueueCounts {
  readonly active: number;
  readonly waiting: number;
  /** Failed once and waiting for the next attempt. */
  readonly delayed: number;
  /** Given up and kept for inspection. */
  readonly failed: number;
  /** Finished and kept for a while. */
  readonly completed: number;
}

export interface OpenJobs extends Jobs {
  /**
   * Adds any job of the catalog, as the board does.
   * @throws TypeError with one sentence for a payload that does not parse; QueueUnavailable within the time limit.
   */
  add<N extends JobName>(name: N, payload: JobPayload<N>): Promise<void>;
  /** @throws QueueUnavailable */
  counts(): Promise<Readonly<Record<QueueName, QueueCounts>>>;
  isConnected(): boolean;
  close(): Promise<void>;
}

/** The `Jobs` port over BullMQ. Every method throws QueueUnavailable, within 300 ms by default, while Redis is away. */
export function openJobs(options: QueueOptions): OpenJobs {
  const open = openQueues(options);
  const add = async <N extends JobName>(name: N, payload: JobPayload<N>): Promise<void> => void (await addJob(open, name, payload));
  return {
    add,
    enqueueWave: (waveId) => add('process-wave', { waveId }),
    enqueueEntry: (key) => add('open-position', symbolPart(key)),
    enqueueProtection: (key) => add('protect-position', symbolPart(key)),
    enqueueResync: (key, cause) => add('resync-key', { ...symbolPart(key), cause }),
    enqueueAccountResync: (account, cause) => add('resync-account', { ...accountPart(account), cause }),
    counts: () => countJobs(open),
    isConnected: open.isConnected,
    close: open.close,
  };
}

/** What BullMQ is told for one job of the catalog; a fresh stamp each time, so that no kept job can shadow a new one. */
export function jobOptions<N extends JobName>(name: N, payload: JobPayload<N>): JobsOptions {
  const { attempts, backoffMs, deduplicationId } = JOBS[name];
  const id = (deduplicationId as ((payload: JobPayload<N>) => string) | null)?.(payload);
  return {
    attempts,
    ...(attempts > 1 && { backoff: { type: 'exponential', delay: backoffMs, jitter: 0.5 } }),
    removeOnComplete: KEEP_COMPLETED,
    removeOnFail: KEEP_FAILED,
    // `keepLastIfActive`: a trigger that comes while the job runs is kept, so nothing is lost; at most one active, one waiting.
    // `reschedule`: a trigger that comes while it waits for another attempt wakes it.
    ...(id && { jobId: `${id}.${stamp()}`, deduplication: { id, keepLastIfActive: true, reschedule: true } }),
  };
}

/**
 * Adds one job of the catalog and returns its id: of the one that was there already, if this one was folded into it.
 * @throws TypeError for a payload that does not parse; QueueUnavailable.
 */
export async function addJob<N extends JobName>(open: OpenQueues, name: N, payload: JobPayload<N>): Promise<string> {
  const parsed = parsePayload(name, payload);
  if (parsed.type === 'refused') throw new TypeError(parsed.reason);
  const options = jobOptions(name, parsed.payload);
  const queue = open.queues[JOBS[name].queue];
  const job = await open.within(`the job ${name} of ${options.deduplication?.id ?? 'the clock'}`, () => queue.add(name, parsed.payload, options));
  return job.id ?? '';
}

async function countJobs(open: OpenQueues): Promise<Record<QueueName, QueueCounts>> {
  const count = async (name: QueueName): Promise<[QueueName, QueueCounts]> => {
    const found = await open.queues[name].getJobCounts('active', 'wait', 'delayed', 'failed', 'completed');
    const of = (state: string): number => found[state] ?? 0;
    return [name, { active: of('active'), waiting: of('wait'), delayed: of('delayed'), failed: of('failed'), completed: of('completed') }];
  };
  const counted = await open.within('the question for its counts', () => Promise.all(QUEUE_NAMES.map(count)));
  return Object.fromEntries(counted) as Record<QueueName, QueueCounts>;
}

/** Callers hand in wider keys (a position's, say); the payload's schema is strict. */
const accountPart = ({ exchange, account }: AccountKey): AccountKey => ({ exchange, account });
const symbolPart = ({ exchange, account, symbol }: SymbolKey): SymbolKey => ({ exchange, account, symbol });

const stamp = (): string => `${Date.now().toString(36)}-${randomBytes(4).toString('hex')}`;
