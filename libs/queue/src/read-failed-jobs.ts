import type { Job } from 'bullmq';
import { QUEUE_NAMES, type QueueName } from './catalog.ts';
import type { OpenQueues } from './open-queues.ts';

/** A job that was given up and is kept for inspection. Its name and payload are whatever somebody wrote into Redis. */
export interface FailedJob {
  readonly queue: QueueName;
  readonly id: string;
  readonly name: string;
  readonly payload: unknown;
  readonly reason: string;
  readonly attempts: number;
  readonly failedAt: string | null;
}

/**
 * The last failed jobs of each queue, the newest first.
 * @throws QueueUnavailable
 */
export async function readFailedJobs(open: OpenQueues, limitPerQueue: number): Promise<readonly FailedJob[]> {
  if (limitPerQueue === 0) return [];
  const read = async (queue: QueueName): Promise<FailedJob[]> => {
    // Between the list and the look a job may be cleaned away.
    const jobs = (await open.queues[queue].getFailed(0, limitPerQueue - 1)) as (Job | undefined)[];
    return jobs.filter((job) => job !== undefined).map((job) => ({
      queue,
      id: job.id ?? '',
      name: job.name,
      payload: job.data as unknown,
      reason: job.failedReason ?? '',
      attempts: job.attemptsMade,
      failedAt: job.finishedOn === undefined ? null : new Date(job.finishedOn).toISOString(),
    }));
  };
  return (await open.within('the question for its failed jobs', () => Promise.all(QUEUE_NAMES.map(read)))).flat();
}
