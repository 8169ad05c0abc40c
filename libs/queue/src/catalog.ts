import { type AccountKey, EXCHANGES, accountKeyText, isAccountName, type SymbolKey, symbolKeyText } from '@breakwater/core';
import { z } from 'zod';

/**
 * The one table of queues and jobs: nothing else in the project names a queue, a job, a deduplication id or a retry.
 *
 * A payload says only which key needs attention, never what to do, so a job may be lost, doubled, delayed or reordered.
 * It is parsed again by the worker that takes it: Redis is a border, and anybody may have written there.
 */

/** How many jobs of a queue one process works on at once, unless the configuration says otherwise. */
export const QUEUES = {
  waves: { concurrency: 2 },
  // Measured: fifty entries at once delay the stops of a process by 400 ms, eight by 145 ms.
  entries: { concurrency: 8 },
  resyncs: { concurrency: 4 },
  // No priorities inside a queue (BullMQ runs jobs without one before `priority: 1`): protection has a queue of its own.
  protections: { concurrency: 16 },
} as const satisfies Record<string, { readonly concurrency: number }>;

export type QueueName = keyof typeof QUEUES;
export const QUEUE_NAMES = Object.keys(QUEUES) as readonly QueueName[];

const accountPayload = { exchange: z.enum(EXCHANGES), account: z.string().refine(isAccountName, 'is no account name (lower case letters, digits, hyphens)') };
const symbolPayload = { ...accountPayload, symbol: z.string().regex(/^[^\s:.]{1,40}$/, 'is no market id') };
/** Who asked, for the report: not part of what the job is about. */
const cause = z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/, 'is no cause (lower case letters, digits, hyphens)');

interface JobDefinition<Q extends QueueName, P extends z.ZodType> {
  readonly queue: Q;
  /** One line for `--help`, the board and the docs. */
  readonly purpose: string;
  readonly payload: P;
  /** At most one job of an id is active and one waits; null: the adder does not deduplicate (schedulers cannot). */
  readonly deduplicationId: ((payload: z.infer<P>) => string) | null;
  /** For a handler that threw, which it does only when the world failed (Postgres or Redis gone). */
  readonly attempts: number;
  /** First pause between two attempts, doubled each time, halved at random. */
  readonly backoffMs: number;
}

function define<Q extends QueueName, P extends z.ZodType>(definition: JobDefinition<Q, P>): JobDefinition<Q, P> {
  return definition;
}

const bySymbol = (payload: SymbolKey): string => symbolKeyText(payload);
const byAccount = (payload: AccountKey): string => accountKeyText(payload);

export const JOBS = {
  'process-wave': define({
    queue: 'waves',
    purpose: 'works one wave off: ranks its signals, opens the best',
    payload: z.strictObject({ waveId: z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'is no wave id') }),
    deduplicationId: (payload) => `wave.${payload.waveId}`,
    attempts: 5,
    backoffMs: 400,
  }),
  'open-position': define({
    queue: 'entries',
    purpose: 'opens the position of the selected signal of a symbol',
    payload: z.strictObject(symbolPayload),
    deduplicationId: bySymbol,
    attempts: 5,
    backoffMs: 200,
  }),
  'resync-account': define({
    queue: 'resyncs',
    purpose: 'compares all books of an account with the exchange',
    payload: z.strictObject({ ...accountPayload, cause }),
    deduplicationId: byAccount,
    attempts: 2,
    backoffMs: 1_000,
  }),
  'resync-key': define({
    queue: 'resyncs',
    purpose: 'brings the books of one symbol and the exchange to agreement',
    payload: z.strictObject({ ...symbolPayload, cause }),
    deduplicationId: bySymbol,
    attempts: 3,
    backoffMs: 500,
  }),
  'protect-position': define({
    queue: 'protections',
    purpose: 'keeps the positions of a symbol under a valid stop',
    payload: z.strictObject(symbolPayload),
    deduplicationId: bySymbol,
    attempts: 5,
    backoffMs: 100,
  }),
  // Job schedulers ignore deduplication, so the scheduler adds only this, whose handler adds the real, deduplicated job.
  'schedule-resync': define({
    queue: 'resyncs',
    purpose: 'adds the resync of an account that is due by the clock',
    payload: z.strictObject(accountPayload),
    deduplicationId: null,
    attempts: 1,
    backoffMs: 0,
  }),
} as const;

export type JobName = keyof typeof JOBS;
export type JobPayload<N extends JobName> = z.infer<(typeof JOBS)[N]['payload']>;

/** The jobs of a queue that its worker must handle; the scheduler's tick is handled by this package. */
export type HandledJobName<Q extends QueueName> = {
  [N in JobName]: (typeof JOBS)[N]['queue'] extends Q ? Exclude<N, 'schedule-resync'> : never;
}[JobName];

/** Finished jobs stay for inspection, within bounds: a failed one never blocks the next, because ids carry a stamp. */
export const KEEP_COMPLETED = { age: 3_600, count: 500 } as const;
export const KEEP_FAILED = { age: 14 * 24 * 3_600, count: 1_000 } as const;

/** Whether a name that was read from Redis or typed by a person is one of the table. */
export function isJobName(text: string): text is JobName {
  return Object.hasOwn(JOBS, text);
}

export type ParsedPayload<N extends JobName> =
  | { readonly type: 'parsed'; readonly payload: JobPayload<N> }
  | { readonly type: 'refused'; readonly reason: string };

/** Reads what somebody put into Redis; the reason of a refusal is one sentence that names each wrong field. */
export function parsePayload<N extends JobName>(name: N, data: unknown): ParsedPayload<N> {
  const result = JOBS[name].payload.safeParse(data);
  if (result.success) return { type: 'parsed', payload: result.data as JobPayload<N> };
  const faults = result.error.issues.map((issue) => `${issue.path.length > 0 ? issue.path.join('.') : 'payload'}: ${issue.message}`);
  return { type: 'refused', reason: `The payload of ${name} does not parse (${faults.join('; ')})` };
}
