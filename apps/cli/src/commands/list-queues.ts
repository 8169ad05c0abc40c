import { readConfig } from '@breakwater/config';
import { type FailedJob, openQueues, QUEUE_NAMES, readFailedJobs } from '@breakwater/queue';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { COMMAND_TIMEOUT_MS, openCommandJobs } from '../open-command-jobs.ts';
import { printJson, printLine, printTable, styled } from '../print.ts';
import type { CommandOptions } from '../program/describe-command.ts';

export interface QueuesOptions extends CommandOptions {
  /** Failed jobs of each queue that are shown at most. */
  readonly failed: number;
}

/** `queues`: what waits and runs in Redis, and the last jobs that were given up, each with its reason. */
export async function listQueues(options: QueuesOptions): Promise<ExitCode> {
  const config = readConfig({ path: options.config, needs: ['redis'] });
  const jobs = openCommandJobs(config);
  const open = openQueues({ redisUrl: config.redisUrl, timeoutMs: COMMAND_TIMEOUT_MS });
  try {
    const [counts, failedJobs] = await Promise.all([jobs.counts(), readFailedJobs(open, options.failed)]);
    const queues = QUEUE_NAMES.map((queue) => ({ queue, ...counts[queue] }));
    if (options.json) {
      printJson({ queues, failedJobs });
      return EXIT.ok;
    }
    printTable(
      ['QUEUE', 'ACTIVE', 'WAITING', 'DELAYED', 'FAILED', 'COMPLETED'],
      queues.map(({ queue, active, waiting, delayed, failed, completed }) => [
        queue,
        String(active),
        String(waiting),
        String(delayed),
        failed > 0 ? styled('red', String(failed)) : '0',
        String(completed),
      ]),
    );
    if (failedJobs.length > 0) tellFailed(failedJobs);
    return EXIT.ok;
  } finally {
    await Promise.allSettled([jobs.close(), open.close()]);
  }
}

function tellFailed(failedJobs: readonly FailedJob[]): void {
  printLine('');
  printTable(
    ['FAILED', 'QUEUE', 'JOB', 'ID', 'PAYLOAD', 'REASON'],
    failedJobs.map((job) => [job.failedAt ?? '-', job.queue, job.name, job.id, shorten(JSON.stringify(job.payload) ?? ''), job.reason]),
  );
}

/** A payload of ours is short; one that somebody planted may be anything. */
function shorten(text: string): string {
  return text.length <= PAYLOAD_MAX ? text : `${text.slice(0, PAYLOAD_MAX)}…`;
}

const PAYLOAD_MAX = 80;
