import { jobContext } from '../job-context.ts';

/** Who writes: set once a process, together with the ids of the job that the present call runs for. */
export interface EventContext {
  readonly worker: string | null;
  readonly jobId: string | null;
  readonly correlationId: string | null;
}

/** The context that an event of the present call carries. */
export function eventContext(worker: string | null): EventContext {
  const job = jobContext();
  return { worker, jobId: job?.jobId ?? null, correlationId: job?.correlationId ?? null };
}
