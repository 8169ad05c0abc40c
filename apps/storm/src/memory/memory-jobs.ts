import { type AccountKey, accountKeyText, type SymbolKey, symbolKeyText } from '@breakwater/core';
import type { Jobs } from '@breakwater/engine';

/** What each job of the catalog (libs/queue/src/catalog.ts) is in the queues here; a test holds the two together. */
export const MEMORY_JOBS = {
  'process-wave': { queue: 'waves', attempts: 5, backoffMs: 400 },
  'open-position': { queue: 'entries', attempts: 5, backoffMs: 200 },
  'resync-account': { queue: 'resyncs', attempts: 2, backoffMs: 1_000 },
  'resync-key': { queue: 'resyncs', attempts: 3, backoffMs: 500 },
  'protect-position': { queue: 'protections', attempts: 5, backoffMs: 100 },
} as const;

export type MemoryJobName = keyof typeof MEMORY_JOBS;
export type MemoryQueueName = (typeof MEMORY_JOBS)[MemoryJobName]['queue'];

/** What a worker is told: which key, never what to do. */
export type MemoryPayload = { readonly waveId: string } | (AccountKey & { readonly symbol?: string; readonly cause?: string });

export interface MemoryJob {
  readonly queue: MemoryQueueName;
  readonly name: MemoryJobName;
  /** At most one job of an id is active and one waits. */
  readonly id: string;
  readonly payload: MemoryPayload;
  readonly attempt: number;
  /** Cannot be taken before. */
  readonly dueAtMs: number;
  /** The order of adding. */
  readonly number: number;
}

/** What the queue knows of an id when a trigger comes. */
export interface TriggerSight {
  readonly isActive: boolean;
  readonly isWaiting: boolean;
  /** A job of this id has ended, either way, and is kept for inspection. */
  readonly isKept: boolean;
}

export interface JobGuards {
  /** `add` it; `keep` it until the active one has ended; `fold` it into the one that waits; `ignore` it. */
  trigger(sight: TriggerSight): 'add' | 'keep' | 'fold' | 'ignore';
}

/** The queue's rule as BullMQ's deduplication with `keepLastIfActive` and `reschedule` gives it: no trigger is lost. */
export const jobGuards: JobGuards = {
  trigger: ({ isActive, isWaiting }) => (isWaiting ? 'fold' : isActive ? 'keep' : 'add'),
};

/** Thrown by every method while Redis is away. */
export class QueueAway extends Error {
  override readonly name = 'QueueAway';
}

export interface MemoryJobs extends Jobs {
  /** False: Redis is away; adding throws, nothing is handed out. */
  isReachable: boolean;
  /** Hands the job that waits longest to a worker, or null. */
  take(queue: MemoryQueueName): MemoryJob | null;
  /** The handler came to an end, whatever its verdict. */
  finish(job: MemoryJob): void;
  /** The handler threw: another attempt later, or none if that was the last. */
  fail(job: MemoryJob): void;
  /** The worker died with the job, or could not tell Redis its end: it is handed out again after a while. */
  stall(job: MemoryJob): void;
  /** Redis was flushed: all jobs are gone, and who works on one does not know. */
  lose(): void;
  /** Jobs that could be taken now or later, in the order of adding. */
  waiting(queue: MemoryQueueName): readonly MemoryJob[];
  active(queue: MemoryQueueName): readonly MemoryJob[];
  /** Until a job that waits can be taken; null without one. */
  nextInMs(): number | null;
}

/** After so long the queue notices that nobody works on an active job any more: lock and check of libs/queue. */
const STALL_MS = 2_600;

interface Slot {
  active: MemoryJob | null;
  /** Nobody works on the active job any more; it is handed out again once the queue notices. */
  isStalled: boolean;
  waiting: MemoryJob | null;
  /** The last trigger that came while the job was active. */
  kept: MemoryJob | null;
  isKept: boolean;
}

/** The `Jobs` port in memory, and its other side: what workers take, finish and lose. One for all workers of a world. */
export function createMemoryJobs({ nowMs, guards = jobGuards }: { nowMs(): number; readonly guards?: JobGuards }): MemoryJobs {
  const slots = new Map<string, Slot>();
  let added = 0;
  const slotOf = (job: MemoryJob): Slot => {
    const place = `${job.queue} ${job.id}`;
    const slot = slots.get(place) ?? { active: null, isStalled: false, waiting: null, kept: null, isKept: false };
    slots.set(place, slot);
    return slot;
  };
  const add = async (name: MemoryJobName, id: string, payload: MemoryPayload): Promise<void> => {
    if (!jobs.isReachable) throw new QueueAway(`Redis did not take the job ${name} of ${id}`);
    added += 1;
    const job: MemoryJob = { queue: MEMORY_JOBS[name].queue, name, id, payload, attempt: 1, dueAtMs: nowMs(), number: added };
    const slot = slotOf(job);
    const what = guards.trigger({ isActive: slot.active !== null, isWaiting: slot.waiting !== null, isKept: slot.isKept });
    if (what === 'add') slot.waiting = job;
    if (what === 'keep') slot.kept = job;
    // What waits for another attempt is woken.
    if (what === 'fold' && slot.waiting !== null) slot.waiting = { ...slot.waiting, dueAtMs: Math.min(slot.waiting.dueAtMs, nowMs()) };
  };
  /** The slot of a job that is in this worker's hands still: not flushed, nor handed to somebody else meanwhile. */
  const slotOfActive = (job: MemoryJob): Slot | null => {
    const slot = slots.get(`${job.queue} ${job.id}`);
    return slot?.active === job ? slot : null;
  };
  const end = (job: MemoryJob, next: MemoryJob | null): void => {
    const slot = slotOfActive(job);
    if (slot === null) return;
    slot.active = null;
    slot.isKept = next === null;
    slot.waiting = next ?? slot.kept;
    if (next === null) slot.kept = null;
  };
  const again = (job: MemoryJob, inMs: number, attempt: number): MemoryJob => ({ ...job, attempt, dueAtMs: nowMs() + inMs });
  const takeable = (slot: Slot): MemoryJob | null => (slot.active === null ? slot.waiting : slot.isStalled ? slot.active : null);
  const listed = (queue: MemoryQueueName, which: 'active' | 'waiting'): MemoryJob[] =>
    [...slots.values()].flatMap((slot) => (slot[which]?.queue === queue ? slot[which] : [])).sort((a, b) => a.number - b.number);

  const jobs: MemoryJobs = {
    isReachable: true,
    enqueueWave: (waveId) => add('process-wave', `wave.${waveId}`, { waveId }),
    enqueueEntry: (key) => add('open-position', symbolKeyText(key), symbolPart(key)),
    enqueueProtection: (key) => add('protect-position', symbolKeyText(key), symbolPart(key)),
    enqueueResync: (key, cause) => add('resync-key', symbolKeyText(key), { ...symbolPart(key), cause }),
    enqueueAccountResync: ({ exchange, account }, cause) => add('resync-account', accountKeyText({ exchange, account }), { exchange, account, cause }),
    take: (queue) => {
      if (!jobs.isReachable) return null;
      // Asked after everything that happens in a storm, and mostly in vain: nothing is listed or sorted for it.
      let slot: Slot | null = null;
      let job: MemoryJob | null = null;
      for (const candidate of slots.values()) {
        const offered = takeable(candidate);
        if (offered === null || offered.queue !== queue || offered.dueAtMs > nowMs() || (job !== null && job.number < offered.number)) continue;
        slot = candidate;
        job = offered;
      }
      if (slot === null || job === null) return null;
      if (slot.active === null) slot.waiting = null;
      slot.active = job;
      slot.isStalled = false;
      return job;
    },
    finish: (job) => (jobs.isReachable ? end(job, null) : jobs.stall(job)),
    fail: (job) => {
      const { attempts, backoffMs } = MEMORY_JOBS[job.name];
      if (!jobs.isReachable) jobs.stall(job);
      else end(job, job.attempt < attempts ? again(job, backoffMs * 2 ** (job.attempt - 1), job.attempt + 1) : null);
    },
    stall: (job) => {
      const slot = slotOfActive(job);
      if (slot === null) return;
      slot.active = again(job, STALL_MS, job.attempt);
      slot.isStalled = true;
    },
    lose: () => slots.clear(),
    waiting: (queue) => listed(queue, 'waiting'),
    active: (queue) => listed(queue, 'active'),
    nextInMs: () => {
      const dueAtMs = [...slots.values()].flatMap((slot) => takeable(slot)?.dueAtMs ?? []);
      return dueAtMs.length === 0 ? null : Math.max(0, Math.min(...dueAtMs) - nowMs());
    },
  };
  return jobs;
}

const symbolPart = ({ exchange, account, symbol }: SymbolKey): SymbolKey => ({ exchange, account, symbol });
