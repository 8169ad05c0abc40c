import type { Config } from '@breakwater/config';
import { type OpenJobs, openJobs } from '@breakwater/queue';

/** A person waits more patiently than a worker, and a loaded machine is no outage. */
export const COMMAND_TIMEOUT_MS = 3_000;

/** The queues, for one command. */
export function openCommandJobs(config: Config): OpenJobs {
  return openJobs({ redisUrl: config.redisUrl, timeoutMs: COMMAND_TIMEOUT_MS });
}
