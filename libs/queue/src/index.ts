/**
 * @breakwater/queue: the `Jobs` port over BullMQ, and the loop that works a queue off. Imports core and engine's port
 * types; never another adapter. Nothing that matters lives here: a lost job costs delay, because the sweeper finds all
 * due work again in Postgres. Start reading at catalog.ts, the one table of queues and jobs.
 */
export {
  type HandledJobName,
  isJobName,
  type JobName,
  type JobPayload,
  JOBS,
  parsePayload,
  QUEUE_NAMES,
  type QueueName,
  QUEUES,
} from './catalog.ts';
export { addJob, jobOptions, type OpenJobs, openJobs, type QueueCounts } from './enqueue.ts';
export { openQueues, type OpenQueues, type QueueOptions } from './open-queues.ts';
export type { JobContext, JobHandler, JobHandlers, JobObservation } from './process-job.ts';
export { QueueUnavailable } from './queue-unavailable.ts';
export { type FailedJob, readFailedJobs } from './read-failed-jobs.ts';
export { readRedisFacts, type RedisFacts } from './read-redis-facts.ts';
export { type RunningWorker, runWorker, type WorkerOptions } from './run-worker.ts';
export { openSchedule, type Schedule, type ScheduleOptions } from './schedule.ts';
