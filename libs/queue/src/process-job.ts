import { accountKeyText, type Verdict } from '@breakwater/core';
import type { Log } from '@breakwater/engine';
import { type Job, UnrecoverableError } from 'bullmq';
import { type HandledJobName, isJobName, type JobName, type JobPayload, JOBS, parsePayload, type QueueName } from './catalog.ts';

export interface JobContext {
  readonly jobId: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** From being added (or due again) to being taken. */
  readonly waitedMs: number;
}

/**
 * Works one job off. What became of it is the verdict; an exception means that the world failed (Postgres gone, Redis
 * gone) and leads to another attempt.
 */
export type JobHandler<N extends JobName> = (payload: JobPayload<N>, context: JobContext) => Promise<Verdict>;

export type JobHandlers<Q extends QueueName> = { readonly [N in HandledJobName<Q>]: JobHandler<N> };

/** One finished attempt, for metrics. `failed`: the handler threw. */
export interface JobObservation {
  readonly queue: QueueName;
  readonly job: JobName;
  readonly result: Verdict['type'] | 'failed';
  readonly waitedMs: number;
  readonly durationMs: number;
}

export interface ProcessOptions {
  readonly queue: QueueName;
  readonly handlers: Readonly<Partial<Record<JobName, JobHandler<never>>>>;
  readonly log: Log;
  readonly onJob?: (observation: JobObservation) => void;
  /** Runs the handler inside, so that the caller may bind fields (key, job id) to every log line written within. */
  readonly inContext?: <T>(fields: Readonly<Record<string, unknown>>, run: () => Promise<T>) => Promise<T>;
}

/**
 * The function that BullMQ calls for each job: parses it, hands it to its handler, and says the verdict in BullMQ's words.
 *
 *   done, skip   the job completes; the verdict is its return value, to be seen on the board
 *   snooze       the same, for Postgres holds the due time (a job moved to `delayed` swallows urgent triggers)
 *   give_up      UnrecoverableError: failed at once, kept, no further attempt; likewise a job that does not parse
 *   exception    let through: BullMQ tries again as often as the catalog says
 */
export function toProcessor(options: ProcessOptions): (job: Job) => Promise<Verdict> {
  const { inContext = (_fields, run) => run() } = options;
  return async (job) => {
    const startedAtMs = performance.now();
    const { name, handler, payload } = accept(job, options);
    const context: JobContext = { jobId: job.id ?? '', attempt: job.attemptsStarted, waitedMs: waitedMs(job) };
    const fields = { queue: options.queue, job: name, jobId: context.jobId, key: keyOf(name, payload) };
    const observe = (result: JobObservation['result']): number => {
      const durationMs = Math.round(performance.now() - startedAtMs);
      options.onJob?.({ queue: options.queue, job: name, result, waitedMs: context.waitedMs, durationMs });
      return durationMs;
    };
    return await inContext(fields, async () => {
      let verdict: Verdict;
      try {
        verdict = await handler(payload, context);
      } catch (error) {
        const durationMs = observe('failed');
        options.log.error('job_failed', { ...fields, attempt: context.attempt, attempts: job.opts.attempts ?? 1, durationMs, error: messageOf(error) });
        throw error;
      }
      const durationMs = observe(verdict.type);
      const { type, ...rest } = verdict;
      options.log[type === 'give_up' ? 'warn' : 'info']('job_finished', { ...fields, verdict: type, ...rest, waitedMs: context.waitedMs, durationMs });
      if (verdict.type === 'give_up') throw new UnrecoverableError(verdict.reason);
      return verdict;
    });
  };
}

interface AcceptedJob {
  readonly name: JobName;
  readonly handler: JobHandler<never>;
  readonly payload: never;
}

/** Refuses, kept and for good, what no worker of ours may act on. */
function accept(job: Job, { queue, handlers, log }: ProcessOptions): AcceptedJob {
  const refuse = (reason: string): never => {
    log.warn('job_refused', { queue, job: job.name, jobId: job.id, reason });
    throw new UnrecoverableError(reason);
  };
  const { name } = job;
  if (!isJobName(name) || JOBS[name].queue !== queue) return refuse(`The queue ${queue} has no job "${name}"`);
  const handler = handlers[name];
  if (!handler) return refuse(`This worker has no handler for ${name}`);
  const parsed = parsePayload(name, job.data);
  if (parsed.type === 'refused') return refuse(parsed.reason);
  return { name, handler, payload: parsed.payload as never };
}

/** What the job is about, for the log; a tick of the clock is about an account. */
function keyOf(name: JobName, payload: JobPayload<JobName>): string | null {
  const id = (JOBS[name].deduplicationId as ((payload: JobPayload<JobName>) => string) | null)?.(payload);
  return id ?? ('account' in payload ? accountKeyText(payload) : null);
}

function waitedMs(job: Job): number {
  return Math.max(0, (job.processedOn ?? job.timestamp) - job.timestamp - (job.delay ?? 0));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
