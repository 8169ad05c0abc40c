import type { SymbolKey, Verdict } from '@breakwater/core';
import type { Queue } from 'bullmq';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openRedis, type TestRedis, until } from '@breakwater/testing';
import { type JobContext, type JobObservation, type OpenJobs, openJobs, openQueues, type OpenQueues, type RunningWorker, runWorker } from '../src/index.ts';
import { closedGate } from './gate.ts';
import { type RecordingLog, recordingLog } from './recording-log.ts';

const TAG: SymbolKey = { exchange: 'binance', account: 'main', symbol: 'TAGUSDT' };

let redis: TestRedis;
let jobs: OpenJobs;
let open: OpenQueues;
let queue: Queue;
let log: RecordingLog;
let worker: RunningWorker | null;
let observations: JobObservation[];

beforeEach(async () => {
  redis = await openRedis();
  jobs = openJobs({ redisUrl: redis.url, prefix: redis.prefix });
  open = openQueues({ redisUrl: redis.url, prefix: redis.prefix });
  await open.within('a look', () => open.queues.protections.getJobCounts());
  queue = open.queues.protections;
  log = recordingLog();
  observations = [];
  worker = null;
});
afterEach(async () => {
  await worker?.stop(1_000);
  await Promise.all([jobs.close(), open.close()]);
  await redis.close();
});

function work(handler: (key: SymbolKey, context: JobContext) => Promise<Verdict>, concurrency?: number): void {
  worker = runWorker({
    redisUrl: redis.url,
    prefix: redis.prefix,
    queue: 'protections',
    handlers: { 'protect-position': handler },
    log,
    onJob: (observation) => observations.push(observation),
    ...(concurrency !== undefined && { concurrency }),
  });
}

const finished = () => until(async () => (await queue.getJobs(['completed', 'failed'])).at(0), { what: 'the job to finish' });

describe('a verdict', () => {
  test.each<Verdict>([
    { type: 'done', summary: 'stop placed' },
    { type: 'skip', reason: 'no live position' },
    { type: 'snooze', reason: 'the key is held', forMs: 700 },
  ])('$type completes the job and is its return value', async (verdict) => {
    work(async () => verdict);
    await jobs.enqueueProtection(TAG);
    const job = await finished();
    expect(await job.getState()).toBe('completed');
    expect(job.returnvalue).toEqual(verdict);
    expect((await jobs.counts()).protections).toMatchObject({ completed: 1, delayed: 0, waiting: 0 });
    expect(log.of('job_finished')).toMatchObject([{ level: 'info', fields: { job: 'protect-position', key: 'binance.main.TAGUSDT', verdict: verdict.type } }]);
  });

  test('give_up fails the job at once, keeps it with its reason, and allows no further attempt', async () => {
    let runs = 0;
    work(async () => ((runs += 1), { type: 'give_up', reason: 'The symbol was delisted' }));
    await jobs.enqueueProtection(TAG);
    const job = await finished();
    expect(await job.getState()).toBe('failed');
    expect(job.failedReason).toBe('The symbol was delisted');
    expect({ runs, attempts: job.opts.attempts }).toEqual({ runs: 1, attempts: 5 });
  });

  test('is counted for the metrics with how long the job waited and took', async () => {
    work(async () => ({ type: 'done', summary: '' }));
    await jobs.enqueueProtection(TAG);
    await finished();
    expect(observations).toEqual([{ queue: 'protections', job: 'protect-position', result: 'done', waitedMs: expect.any(Number), durationMs: expect.any(Number) }]);
  });
});

describe('a handler that throws', () => {
  test('is called again after a pause, as often as the catalog says, and the job is kept then', async () => {
    const attempts: number[] = [];
    work(async (_key, context) => {
      attempts.push(context.attempt);
      throw new Error('Postgres is gone');
    });
    await jobs.enqueueProtection(TAG);
    const job = await finished();
    expect(await job.getState()).toBe('failed');
    expect(attempts).toEqual([1, 2, 3, 4, 5]);
    expect(log.of('job_failed').map((line) => line.fields['error'])).toEqual(Array(5).fill('Postgres is gone'));
    expect(observations.map((observation) => observation.result)).toEqual(Array(5).fill('failed'));
  });

  test('finishes the work in a later attempt when the world is back', async () => {
    work(async (_key, { attempt }) => {
      if (attempt < 3) throw new Error('Postgres is gone');
      return { type: 'done', summary: 'stop placed' };
    });
    await jobs.enqueueProtection(TAG);
    expect(await (await finished()).getState()).toBe('completed');
  });
});

describe('what somebody wrote into Redis by hand', () => {
  test.each([
    ['a wrong exchange', 'protect-position', { ...TAG, exchange: 'mtgox' }, /protect-position does not parse \(exchange: /],
    ['a field too many', 'protect-position', { ...TAG, price: '1' }, /protect-position does not parse \(payload: Unrecognized key: "price"\)/],
    ['no payload', 'protect-position', null, /protect-position does not parse/],
    ['a job of another queue', 'open-position', TAG, /^The queue protections has no job "open-position"$/],
    ['a job that nobody knows', 'constructor', TAG, /^The queue protections has no job "constructor"$/],
  ])('%s is given up at once, kept, and never reaches a handler', async (_what, name, data, reason) => {
    let runs = 0;
    work(async () => ((runs += 1), { type: 'done', summary: '' }));
    await queue.add(name, data, { attempts: 9 });
    const job = await finished();
    expect(await job.getState()).toBe('failed');
    expect(job.failedReason).toMatch(reason);
    expect(runs).toBe(0);
    expect(log.of('job_refused')).toHaveLength(1);
  });
});

describe('a worker', () => {
  test('runs no more jobs at once than it was told', async () => {
    const gate = closedGate();
    let together = 0;
    let togetherMax = 0;
    work(async () => {
      togetherMax = Math.max(togetherMax, (together += 1));
      if (together === 3) gate.open();
      await gate.passed;
      together -= 1;
      return { type: 'done', summary: '' };
    }, 3);
    await Promise.all(Array.from({ length: 12 }, (_, index) => jobs.enqueueProtection({ ...TAG, symbol: `S${index}USDT` })));
    await until(async () => (await jobs.counts()).protections.completed === 12, { what: 'twelve jobs' });
    expect(togetherMax).toBe(3);
  });

  test('stops only after the job under way has finished and its result is written, and leaves the next to others', async () => {
    const gate = closedGate();
    work(async () => (await gate.passed, { type: 'done', summary: 'stop placed' }), 1);
    await jobs.enqueueProtection(TAG);
    await until(() => worker?.activeCount() === 1, { what: 'the job to start' });
    await jobs.enqueueProtection({ ...TAG, symbol: 'OTHERUSDT' });
    const stopped = worker?.stop(5_000);
    gate.open();
    expect(await stopped).toBe(true);
    expect((await jobs.counts()).protections).toMatchObject({ active: 0, waiting: 1, completed: 1 });
  });

  test('stops within its time even if a job never ends, and another worker takes that job up', async () => {
    const gate = closedGate();
    work(async () => (await gate.passed, { type: 'done', summary: '' }));
    const first = worker;
    await jobs.enqueueProtection(TAG);
    await until(() => first?.activeCount() === 1, { what: 'the job to start' });
    expect(await first?.stop(200)).toBe(false);
    let takenUp = 0;
    work(async () => ((takenUp += 1), { type: 'done', summary: '' }));
    await until(() => takenUp === 1, { what: 'the job to be taken up' });
    expect(log.of('job_stalled')).toHaveLength(1);
    gate.open();
  });
});
