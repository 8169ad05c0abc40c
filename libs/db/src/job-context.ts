import { AsyncLocalStorage } from 'node:async_hooks';

/** Which job the present code works for; every event that it writes says so. */
export interface JobContext {
  readonly jobId: string;
  /** The same for all jobs that one cause led to. */
  readonly correlationId: string;
}

const current = new AsyncLocalStorage<JobContext>();

/** Runs `act` so that every event written inside it, however deep, carries the job's ids. */
export function withJobContext<Result>(context: JobContext, act: () => Result): Result {
  return current.run(context, act);
}

/** The context of the present call, if it runs for a job. */
export function jobContext(): JobContext | undefined {
  return current.getStore();
}
