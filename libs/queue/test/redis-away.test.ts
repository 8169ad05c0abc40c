import type { SymbolKey } from '@breakwater/core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type OwnRedis, startOwnRedis, until } from '@breakwater/testing';
import { openJobs, QueueUnavailable, type RunningWorker, runWorker } from '../src/index.ts';
import { closedGate } from './gate.ts';
import { recordingLog } from './recording-log.ts';

const TAG: SymbolKey = { exchange: 'binance', account: 'main', symbol: 'TAGUSDT' };
/** 300 ms is the promise; the rest is for a busy machine. */
const FAIL_FAST_MS_MAX = 450;

let redis: OwnRedis;
beforeAll(async () => {
  redis = await startOwnRedis();
});
afterAll(() => redis.kill());

async function elapsedMs(act: () => Promise<unknown>): Promise<number> {
  const startedAtMs = performance.now();
  await act();
  return performance.now() - startedAtMs;
}

describe('a producer without Redis', () => {
  afterEach(async () => {
    redis.resume();
    await redis.kill();
    await redis.start();
  });

  test('fails with one error class, at once, when Redis has never been there', async () => {
    await redis.kill();
    const jobs = openJobs({ redisUrl: redis.url });
    for (const act of [() => jobs.enqueueProtection(TAG), () => jobs.counts(), () => jobs.enqueueProtection(TAG)]) {
      const took = await elapsedMs(() => expect(act()).rejects.toThrow(QueueUnavailable));
      expect(took).toBeLessThan(FAIL_FAST_MS_MAX);
    }
    expect(jobs.isConnected()).toBe(false);
    await jobs.close();
  });

  test('fails while Redis is killed, says which job, and adds again after it is back', async () => {
    const jobs = openJobs({ redisUrl: redis.url });
    await jobs.enqueueProtection(TAG);
    await redis.kill();
    const took = await elapsedMs(() => expect(jobs.enqueueProtection(TAG)).rejects.toThrow(/^Redis did not take the job protect-position of binance\.main\.TAGUSDT: /));
    expect(took).toBeLessThan(FAIL_FAST_MS_MAX);
    await redis.start();
    await until(() => jobs.enqueueProtection(TAG).then(() => true), { what: 'the queue to take jobs again' });
    expect((await jobs.counts()).protections.waiting).toBe(1);
    await jobs.close();
  });

  test('fails within the time limit when Redis holds the connection and does not answer', async () => {
    const jobs = openJobs({ redisUrl: redis.url });
    await jobs.enqueueProtection(TAG);
    redis.pause();
    for (let tries = 0; tries < 3; tries += 1) {
      const took = await elapsedMs(() => expect(jobs.enqueueProtection({ ...TAG, symbol: `S${tries}USDT` })).rejects.toThrow(QueueUnavailable));
      expect(took).toBeLessThan(FAIL_FAST_MS_MAX);
    }
    await jobs.close();
  });
});

describe('a worker without Redis', () => {
  let worker: RunningWorker | null;
  beforeEach(() => {
    worker = null;
  });
  afterEach(async () => {
    redis.resume();
    await worker?.stop(2_000);
    await redis.kill();
    await redis.start();
  });

  const start = (log = recordingLog(), handler = async () => {}, ping = { pingMs: 100, silenceMs: 200 }) => {
    let runs = 0;
    worker = runWorker({
      redisUrl: redis.url,
      queue: 'protections',
      log,
      ping,
      handlers: {
        'protect-position': async () => {
          runs += 1;
          await handler();
          return { type: 'done', summary: 'protected' };
        },
      },
    });
    return { log, runs: () => runs, isConnected: () => worker?.isConnected() ?? false };
  };
  const add = (symbol: string) => {
    const jobs = openJobs({ redisUrl: redis.url });
    return until(() => jobs.enqueueProtection({ ...TAG, symbol }).then(() => true), { what: 'the queue to take a job' }).finally(() => jobs.close());
  };

  test('starts before Redis does, and works once it is there', async () => {
    await redis.kill();
    const { runs, log, isConnected } = start();
    await until(() => log.of('redis_lost').length === 1, { what: 'the worker to say that Redis is away' });
    expect(isConnected()).toBe(false);
    await redis.start();
    await add('TAGUSDT');
    await until(() => runs() === 1, { what: 'the job to run' });
    expect(isConnected()).toBe(true);
  });

  test('reconnects by itself, and says it once an outage', async () => {
    // Connections that close are told at once; only they are meant here, and no machine that is slow for a moment.
    const { runs, log, isConnected } = start(recordingLog(), undefined, { pingMs: 100, silenceMs: 10_000 });
    await add('AUSDT');
    await until(() => runs() === 1, { what: 'the first job' });
    for (let outage = 1; outage <= 2; outage += 1) {
      await redis.kill();
      await until(() => !isConnected(), { what: 'the worker to notice' });
      await redis.start();
      await add(`B${outage}USDT`);
      await until(() => runs() === 1 + outage, { what: 'the job after the outage' });
      expect([log.of('redis_lost').length, log.of('redis_back').length]).toEqual([outage, outage]);
    }
    // A job that was done when Redis went has nowhere to write that to; anything else would repeat what was said.
    expect(log.of('queue_error').map((line) => String(line.fields['error'])).filter((error) => !error.startsWith('Missing '))).toEqual([]);
  });

  test('notices a Redis that holds the connection and does not answer, and goes on when it does', async () => {
    const { runs, log, isConnected } = start();
    await until(isConnected, { what: 'the worker to connect' });
    redis.pause();
    await until(() => !isConnected(), { what: 'the worker to notice the silence' });
    redis.resume();
    await add('TAGUSDT');
    await until(() => runs() === 1, { what: 'the job to run' });
    expect(log.of('redis_lost')).toMatchObject([{ fields: { queue: 'protections', cause: 'no answer' } }]);
    expect(isConnected()).toBe(true);
  });

  test('that is held up itself does not take Redis for silent', async () => {
    const { log, isConnected } = start(recordingLog(), undefined, { pingMs: 20, silenceMs: 60 });
    await until(isConnected, { what: 'the worker to connect' });
    // What was asked just now is answered while nobody reads, and the next look at the clock comes before the reading.
    let held = 0;
    const hold = (): void => {
      held += 1;
      for (const sinceMs = performance.now(); performance.now() - sinceMs < 100; );
      if (held < 10) setImmediate(hold);
    };
    setImmediate(hold);
    await until(() => held >= 10, { what: 'the process to be held up ten times' });
    expect(log.of('redis_lost')).toEqual([]);
  });

  test('finishes a job that was under way when Redis was lost with all it held, and takes new ones', async () => {
    const gate = closedGate();
    const { runs, isConnected } = start(recordingLog(), () => gate.passed);
    await add('TAGUSDT');
    await until(() => runs() === 1, { what: 'the job to start' });
    await redis.kill();
    await redis.start();
    gate.open();
    await until(isConnected, { what: 'the worker to be back' });
    await add('TAGUSDT');
    await until(() => runs() === 2, { what: 'the next job of the key' });
  });

  test('stops within the stated time while Redis is away', async () => {
    const { log, isConnected } = start();
    await until(isConnected, { what: 'the worker to connect' });
    await redis.kill();
    await until(() => !isConnected(), { what: 'the worker to notice' });
    const took = await elapsedMs(async () => expect(await worker?.stop(3_000)).toBe(true));
    expect(took).toBeLessThan(3_000);
    expect(log.of('worker_stopped')).toHaveLength(1);
  });
});
