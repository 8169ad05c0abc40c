import type { AccountKey } from '@breakwater/core';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type OwnRedis, startOwnRedis, until } from '@breakwater/testing';
import { type OpenJobs, openJobs, openQueues, openSchedule, QueueUnavailable, type RunningWorker, runWorker } from '../src/index.ts';
import { closedGate } from './gate.ts';
import { recordingLog } from './recording-log.ts';

const MAIN: AccountKey = { exchange: 'binance', account: 'main' };
const SECOND: AccountKey = { exchange: 'bybit', account: 'second' };
const EVERY_MS = 100;

let redis: OwnRedis;
let jobs: OpenJobs;
let workers: RunningWorker[];
beforeAll(async () => {
  redis = await startOwnRedis();
});
afterAll(() => redis.kill());
beforeEach(() => {
  jobs = openJobs({ redisUrl: redis.url });
  workers = [];
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop(1_000)));
  await jobs.close();
  await redis.kill();
  await redis.start();
});

function work(onResync: (account: AccountKey) => Promise<void>): void {
  workers.push(
    runWorker({
      redisUrl: redis.url,
      queue: 'resyncs',
      log: recordingLog(),
      handlers: {
        'resync-account': async ({ exchange, account }) => (await onResync({ exchange, account }), { type: 'done', summary: '' }),
        'resync-key': async () => ({ type: 'done', summary: '' }),
      },
    }),
  );
}

async function flush(): Promise<void> {
  const client = new Redis(redis.url);
  await client.flushdb();
  await client.quit();
}

describe('the schedule', () => {
  test('adds the resync of every account again and again, however many processes ask for it', async () => {
    const seen: string[] = [];
    work(async (account) => void seen.push(account.account));
    const schedules = Array.from({ length: 3 }, () => openSchedule({ redisUrl: redis.url, accounts: [MAIN, SECOND], everyMs: EVERY_MS }));
    // As a worker does: what Redis did not take in time is asked for again.
    for (const schedule of schedules) await until(() => schedule.ensureSchedules().then(() => true), { what: 'Redis to take the schedules' });
    await until(() => seen.filter((name) => name === 'main').length >= 3 && seen.filter((name) => name === 'second').length >= 3, { what: 'three resyncs of both' });
    const open = openQueues({ redisUrl: redis.url });
    expect(await open.within('a look', () => open.queues.resyncs.getJobSchedulersCount())).toBe(2);
    await open.close();
    await Promise.all(schedules.map((schedule) => schedule.close()));
  });

  test('never makes more than one active and one waiting resync of an account, however slow a pass is', async () => {
    const gate = closedGate();
    let runs = 0;
    let together = 0;
    let togetherMax = 0;
    work(async () => {
      togetherMax = Math.max(togetherMax, (together += 1));
      runs += 1;
      await gate.passed;
      together -= 1;
    });
    const schedule = openSchedule({ redisUrl: redis.url, accounts: [MAIN], everyMs: EVERY_MS });
    await schedule.ensureSchedules();
    const open = openQueues({ redisUrl: redis.url });
    const ticks = async () => (await open.queues.resyncs.getCompleted()).filter((job) => job.name === 'schedule-resync').length;
    await until(async () => runs === 1 && (await ticks()) >= 6, { what: 'six ticks during the first pass' });
    expect({ runs, togetherMax }).toEqual({ runs: 1, togetherMax: 1 });
    gate.open();
    await until(() => runs >= 2, { what: 'the pass that the ticks asked for' });
    expect(togetherMax).toBe(1);
    await open.close();
    await schedule.close();
  });

  test('is left alone while it is well, and made again after a flush of Redis', async () => {
    let runs = 0;
    work(async () => void (runs += 1));
    const schedule = openSchedule({ redisUrl: redis.url, accounts: [MAIN], everyMs: EVERY_MS });
    expect(await schedule.ensureSchedules()).toEqual([MAIN]);
    expect(await schedule.ensureSchedules()).toEqual([]);
    await until(() => runs >= 2, { what: 'two resyncs' });
    await flush();
    const before = runs;
    await until(async () => (await schedule.ensureSchedules()).length === 1, { what: 'the schedule to be missed', timeoutMs: 5_000 });
    await until(() => runs >= before + 2, { what: 'resyncs after the flush' });
    await schedule.close();
  });

  test('is made again when it stopped because its next run was lost', async () => {
    const schedule = openSchedule({ redisUrl: redis.url, accounts: [MAIN], everyMs: EVERY_MS });
    await schedule.ensureSchedules();
    // Nobody works the queue, so the next run falls further and further behind.
    await until(async () => (await schedule.ensureSchedules()).length === 1, { what: 'the schedule to be seen as stopped' });
    await schedule.close();
  });

  test('takes another interval at the next look', async () => {
    const slow = openSchedule({ redisUrl: redis.url, accounts: [MAIN], everyMs: 60_000 });
    const fast = openSchedule({ redisUrl: redis.url, accounts: [MAIN], everyMs: 30_000 });
    await slow.ensureSchedules();
    expect(await fast.ensureSchedules()).toEqual([MAIN]);
    expect(await fast.ensureSchedules()).toEqual([]);
    await Promise.all([slow.close(), fast.close()]);
  });

  test('fails fast while Redis is away', async () => {
    await redis.kill();
    const schedule = openSchedule({ redisUrl: redis.url, accounts: [MAIN], everyMs: EVERY_MS });
    await expect(schedule.ensureSchedules()).rejects.toThrow(QueueUnavailable);
    await schedule.close();
  });
});
