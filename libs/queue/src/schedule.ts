import { type AccountKey, accountKeyText } from '@breakwater/core';
import type { Queue } from 'bullmq';
import { type JobName, JOBS } from './catalog.ts';
import { jobOptions } from './enqueue.ts';
import { openQueues, type QueueOptions } from './open-queues.ts';

export interface ScheduleOptions extends QueueOptions {
  readonly accounts: readonly AccountKey[];
  readonly everyMs: number;
}

export interface Schedule {
  /**
   * Makes sure that each account's resync is due by the clock; cheap when all is well, so the sweeper calls it. Returns
   * the accounts whose schedule had gone (a flushed Redis) or had stopped, and is there again.
   * @throws QueueUnavailable
   */
  ensureSchedules(): Promise<readonly AccountKey[]>;
  close(): Promise<void>;
}

const TICK: JobName = 'schedule-resync';
/** A schedule whose next run lies so many periods back has stopped (its last tick was lost with a worker or by hand). */
const PERIODS_LATE_MAX = 2;

/** The resync of every account at a fixed interval, by BullMQ job schedulers: one for the whole fleet, however many ask. */
export function openSchedule({ accounts, everyMs, ...options }: ScheduleOptions): Schedule {
  const open = openQueues(options);
  const queue = open.queues[JOBS[TICK].queue];
  const ensureOne = async (account: AccountKey): Promise<AccountKey | null> => {
    const isThere = await open.within(`the question for the schedule of ${accountKeyText(account)}`, () => isRunning(queue, account, everyMs));
    if (isThere) return null;
    await open.within(`the schedule of ${accountKeyText(account)}`, () => upsert(queue, account, everyMs));
    return account;
  };
  return {
    ensureSchedules: async () => (await Promise.all(accounts.map(ensureOne))).filter((account) => account !== null),
    close: open.close,
  };
}

const schedulerId = (account: AccountKey): string => `${TICK}.${accountKeyText(account)}`;

async function isRunning(queue: Queue, account: AccountKey, everyMs: number): Promise<boolean> {
  const scheduler = await queue.getJobScheduler(schedulerId(account));
  if (!scheduler || scheduler.every !== everyMs) return false;
  return scheduler.next !== undefined && scheduler.next > Date.now() - PERIODS_LATE_MAX * everyMs;
}

async function upsert(queue: Queue, { exchange, account }: AccountKey, everyMs: number): Promise<void> {
  const payload = { exchange, account };
  const { attempts, removeOnComplete, removeOnFail } = jobOptions(TICK, payload);
  const opts = { attempts: attempts ?? 1, removeOnComplete: removeOnComplete ?? true, removeOnFail: removeOnFail ?? true };
  await queue.upsertJobScheduler(schedulerId(payload), { every: everyMs }, { name: TICK, data: payload, opts });
}
