import type { AccountKey } from '@breakwater/core';
import type { Log } from '@breakwater/engine';
import { addJob, isJobName, JOBS, type OpenQueues, parsePayload, type QueueName } from '@breakwater/queue';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { completeJob } from './complete-job.ts';
import type { FindSymbol } from './find-symbol.ts';

export interface CatalogAdapterOptions {
  readonly open: OpenQueues;
  readonly queue: QueueName;
  readonly accounts: readonly AccountKey[];
  readonly findSymbol: FindSymbol;
  readonly writable: boolean;
  readonly log: Log;
}

type Shown = Parameters<Parameters<BullMQAdapter['setFormatter']>[1]>[0];

/**
 * One queue on the board. Bull Board's own adapter adds a job as it was typed, with a plain id and no deduplication; here
 * it goes through the catalog, so that a job added by hand is validated, normalised and deduplicated like any other.
 */
export class CatalogAdapter extends BullMQAdapter {
  readonly #options: CatalogAdapterOptions;

  constructor(options: CatalogAdapterOptions) {
    const { open, queue, writable } = options;
    super(open.queues[queue], { readOnlyMode: !writable, description: describe(queue), ...exampleOf(queue) });
    this.#options = options;
    this.setFormatter('name', nameWithKey);
    this.setFormatter('returnValue', inWords);
  }

  override async addJob(typed: string, data: unknown): ReturnType<BullMQAdapter['addJob']> {
    const { open, queue, accounts, findSymbol, log } = this.#options;
    const { name, payload } = await completeJob({ queue, name: typed, data }, accounts, findSymbol);
    const jobId = await addJob(open, name, payload);
    log.info('job_added', { queue, job: name, jobId, key: (JOBS[name].deduplicationId as ((payload: unknown) => string) | null)?.(payload) ?? null, by: 'board' });
    // The one that was there already, if this one was folded into it.
    const job = await this.getJob(jobId);
    if (!job) throw new Error(`${jobId} was added, and is done already`);
    return job as Awaited<ReturnType<BullMQAdapter['addJob']>>;
  }
}

function describe(queue: QueueName): string {
  const jobs = Object.entries(JOBS).filter(([, job]) => job.queue === queue && job.deduplicationId !== null);
  return jobs.map(([name, { purpose }]) => `${name} ${purpose}`).join('; ');
}

/** What the form for a new job offers and checks by itself; everything else is said by the refusal. */
function exampleOf(queue: QueueName): { jobDataSchema: Record<string, unknown> } {
  const text = (description: string) => ({ type: 'string', description });
  const key = { exchange: text('binance, in any spelling'), account: text('may be left out where there is only one'), symbol: text('TAGUSDT, TAG/USDT or TAG/USDT:USDT') };
  if (queue === 'waves') return { jobDataSchema: { type: 'object', properties: { waveId: text('the id of a wave') }, required: ['waveId'] } };
  const required = queue === 'resyncs' ? ['exchange'] : ['exchange', 'symbol'];
  return { jobDataSchema: { type: 'object', properties: queue === 'resyncs' ? { ...key, cause: text('who asks') } : key, required } };
}

/** `resync-key binance.main.TAGUSDT`: what is done, and to what. A job that somebody planted keeps the name that it has. */
function nameWithKey(shown: Shown): string {
  const { name, data } = shown as { name: string; data: unknown };
  if (!isJobName(name)) return name;
  const parsed = parsePayload(name, data);
  const key = parsed.type === 'parsed' && (JOBS[name].deduplicationId as ((payload: unknown) => string) | null)?.(parsed.payload);
  return key ? `${name} ${key}` : name;
}

/** A verdict as a sentence: `skip: the account could not be read`. */
function inWords(verdict: Shown): unknown {
  if (typeof verdict !== 'object' || verdict === null || !('type' in verdict)) return verdict;
  const { type, summary, reason } = verdict as { type: string; summary?: string; reason?: string };
  return `${type}: ${summary ?? reason ?? ''}`;
}
