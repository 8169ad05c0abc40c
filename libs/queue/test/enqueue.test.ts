import type { SymbolKey, Verdict } from '@breakwater/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openRedis, type TestRedis, until } from '@breakwater/testing';
import { type OpenJobs, openJobs, openQueues, type RunningWorker, runWorker } from '../src/index.ts';
import { closedGate } from './gate.ts';
import { recordingLog } from './recording-log.ts';

const TAG: SymbolKey = { exchange: 'binance', account: 'main', symbol: 'TAGUSDT' };
const DONE: Verdict = { type: 'done', summary: 'nothing to do' };

let redis: TestRedis;
let jobs: OpenJobs;
let workers: RunningWorker[];

beforeEach(async () => {
  redis = await openRedis();
  jobs = openJobs({ redisUrl: redis.url, prefix: redis.prefix });
  workers = [];
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  await jobs.close();
  await redis.close();
});

function protect(handler: () => Promise<Verdict>): void {
  workers.push(runWorker({ redisUrl: redis.url, prefix: redis.prefix, queue: 'protections', handlers: { 'protect-position': handler }, log: recordingLog() }));
}

describe('enqueueing', () => {
  test('ten triggers at once leave one waiting job', async () => {
    await Promise.all(Array.from({ length: 10 }, () => jobs.enqueueProtection(TAG)));
    expect((await jobs.counts()).protections).toEqual({ active: 0, waiting: 1, delayed: 0, failed: 0, completed: 0 });
  });

  test('a trigger during an active run is not lost: ten more leave one active and one waiting, and it runs', async () => {
    const gate = closedGate();
    let runs = 0;
    let together = 0;
    let togetherMax = 0;
    protect(async () => {
      runs += 1;
      togetherMax = Math.max(togetherMax, (together += 1));
      if (runs === 1) await gate.passed;
      together -= 1;
      return DONE;
    });
    await jobs.enqueueProtection(TAG);
    await until(() => runs === 1, { what: 'the first run' });
    const adders = Array.from({ length: 10 }, () => openJobs({ redisUrl: redis.url, prefix: redis.prefix }));
    await Promise.all(adders.map((adder) => adder.enqueueProtection(TAG)));
    await Promise.all(adders.map((adder) => adder.close()));
    const { active, waiting } = (await jobs.counts()).protections;
    expect(active).toBe(1);
    expect(waiting).toBeLessThanOrEqual(1);
    gate.open();
    await until(async () => (await jobs.counts()).protections.completed === 2, { what: 'the second run' });
    expect({ runs, togetherMax }).toEqual({ runs: 2, togetherMax: 1 });
  });

  test('a failed job that is kept does not block the next one of its key', async () => {
    let runs = 0;
    protect(async () => ((runs += 1) === 1 ? { type: 'give_up', reason: 'the symbol is gone' } : DONE));
    await jobs.enqueueProtection(TAG);
    await until(async () => (await jobs.counts()).protections.failed === 1, { what: 'the first to fail' });
    await jobs.enqueueProtection(TAG);
    await until(async () => (await jobs.counts()).protections.completed === 1, { what: 'the second to complete' });
    expect(runs).toBe(2);
  });

  test('a trigger wakes a job that waits for its next attempt', async () => {
    const open = openQueues({ redisUrl: redis.url, prefix: redis.prefix });
    const queue = open.queues.resyncs;
    let runs = 0;
    const firstFailure = closedGate();
    workers.push(
      runWorker({
        redisUrl: redis.url,
        prefix: redis.prefix,
        queue: 'resyncs',
        log: recordingLog(),
        handlers: {
          'resync-key': async () => DONE,
          'resync-account': async () => {
            runs += 1;
            if (runs > 1) return DONE;
            firstFailure.open();
            throw new Error('Postgres is gone');
          },
        },
      }),
    );
    await jobs.enqueueAccountResync(TAG, 'cli');
    await firstFailure.passed;
    const [delayed] = await until(async () => {
      const found = await queue.getDelayed();
      return found.length === 1 ? found : null;
    }, { what: 'the second attempt to be due later' });
    await delayed?.changeDelay(3_600_000);
    await jobs.enqueueAccountResync(TAG, 'cli');
    await until(() => runs === 2, { what: 'the second attempt, an hour early' });
    await open.close();
  });

  test('keys of different symbols, accounts and queues do not hold each other up', async () => {
    await jobs.enqueueProtection(TAG);
    await jobs.enqueueProtection({ ...TAG, symbol: 'SHIB1000USDT' });
    await jobs.enqueueProtection({ ...TAG, account: 'second' });
    await jobs.enqueueEntry(TAG);
    await jobs.enqueueWave('0b9c5a64-2a1e-4a3e-9d53-6a1df1f6c9d2');
    await jobs.enqueueResync(TAG, 'cli');
    await jobs.enqueueAccountResync(TAG, 'cli');
    const counts = await jobs.counts();
    expect(Object.fromEntries(Object.entries(counts).map(([name, of]) => [name, of.waiting]))).toEqual({ waves: 1, entries: 1, resyncs: 2, protections: 3 });
  });

  test('a job id says exchange, account and symbol, and holds no colon', async () => {
    const open = openQueues({ redisUrl: redis.url, prefix: redis.prefix });
    await jobs.enqueueResync({ ...TAG, symbol: '币安人生USDT' }, 'cli');
    const [job] = await open.within('a look', () => open.queues.resyncs.getWaiting());
    expect(job?.id).toMatch(/^binance\.main\.币安人生USDT\.[0-9a-z]+-[0-9a-f]{8}$/);
    expect(job?.data).toEqual({ exchange: 'binance', account: 'main', symbol: '币安人生USDT', cause: 'cli' });
    await open.close();
  });

  test('a payload that no worker would take is refused by the adder', async () => {
    await expect(jobs.enqueueProtection({ ...TAG, symbol: 'TAG/USDT:USDT' })).rejects.toThrow('protect-position does not parse (symbol: is no market id)');
    await expect(jobs.enqueueResync(TAG, 'Some prose.')).rejects.toThrow(TypeError);
  });
});
