import type { SymbolKey } from '@breakwater/core';
import { JOBS } from '@breakwater/queue';
import { beforeEach, describe, expect, test } from 'vitest';
import { createMemoryJobs, MEMORY_JOBS, type MemoryJob, type MemoryJobs, QueueAway } from './memory-jobs.ts';

const TAG: SymbolKey = { exchange: 'binance', account: 'main', symbol: 'TAGUSDT' };

describe('createMemoryJobs', () => {
  let nowMs: number;
  let jobs: MemoryJobs;
  beforeEach(() => {
    nowMs = 1_000;
    jobs = createMemoryJobs({ nowMs: () => nowMs });
  });
  const take = (): MemoryJob => {
    const job = jobs.take('protections');
    if (job === null) throw new Error('no job waits');
    return job;
  };

  test('knows the jobs, queues, ids and attempts of the catalog', async () => {
    const { 'schedule-resync': _tick, ...catalog } = JOBS;
    const rows = Object.entries(catalog).map(([name, { queue, attempts, backoffMs }]) => [name, { queue, attempts, backoffMs }]);
    expect(Object.fromEntries(rows)).toEqual(MEMORY_JOBS);
    await jobs.enqueueWave('w1');
    await jobs.enqueueResync({ ...TAG }, 'cli');
    await jobs.enqueueAccountResync(TAG, 'cli');
    expect(jobs.take('waves')?.id).toBe(JOBS['process-wave'].deduplicationId?.({ waveId: 'w1' }));
    expect(jobs.take('resyncs')).toMatchObject({ id: JOBS['resync-key'].deduplicationId?.({ ...TAG, cause: 'cli' }), payload: { ...TAG, cause: 'cli' } });
    expect(jobs.take('resyncs')).toMatchObject({ id: 'binance.main', payload: { exchange: 'binance', account: 'main', cause: 'cli' } });
  });

  test('ten triggers leave one waiting job', async () => {
    for (let count = 0; count < 10; count += 1) await jobs.enqueueProtection(TAG);
    expect(jobs.waiting('protections')).toHaveLength(1);
  });

  test('a trigger during an active run is not lost: ten more leave one, which waits when the run has ended', async () => {
    await jobs.enqueueProtection(TAG);
    const first = take();
    for (let count = 0; count < 10; count += 1) await jobs.enqueueProtection(TAG);
    expect(jobs.take('protections')).toBeNull();
    expect(jobs.active('protections')).toEqual([first]);
    jobs.finish(first);
    jobs.finish(take());
    expect(jobs.take('protections')).toBeNull();
  });

  test('a job that failed is tried again later, a trigger wakes it, and one that failed for good blocks nothing', async () => {
    await jobs.enqueueProtection(TAG);
    jobs.fail(take());
    expect(jobs.take('protections')).toBeNull();
    expect(jobs.nextInMs()).toBe(100);
    await jobs.enqueueProtection(TAG);
    const second = take();
    expect(second.attempt).toBe(2);
    jobs.fail(second);
    for (let attempt = 3; attempt <= 5; attempt += 1) {
      nowMs += 10_000;
      jobs.fail(take());
    }
    expect(jobs.nextInMs()).toBeNull();
    await jobs.enqueueProtection(TAG);
    expect(take().attempt).toBe(1);
  });

  test('the job of a dead worker is handed out again, with what was triggered meanwhile, and the dead one ends nothing', async () => {
    await jobs.enqueueProtection(TAG);
    const dead = take();
    jobs.stall(dead);
    await jobs.enqueueProtection(TAG);
    expect(jobs.take('protections')).toBeNull();
    nowMs += 3_000;
    const again = take();
    jobs.finish(dead);
    expect(jobs.active('protections')).toEqual([again]);
    jobs.finish(again);
    jobs.finish(take());
    expect(jobs.nextInMs()).toBeNull();
  });

  test('takes and gives nothing while Redis is away; a run that ends then is run again', async () => {
    await jobs.enqueueProtection(TAG);
    const job = take();
    await jobs.enqueueEntry(TAG);
    jobs.isReachable = false;
    await expect(jobs.enqueueProtection(TAG)).rejects.toThrow(QueueAway);
    expect(jobs.take('entries')).toBeNull();
    jobs.finish(job);
    jobs.isReachable = true;
    nowMs += 3_000;
    expect(take().id).toBe(job.id);
    expect(jobs.take('entries')).not.toBeNull();
  });

  test('a flush loses all jobs, and a run that it surprised ends without a trace', async () => {
    await jobs.enqueueProtection(TAG);
    const job = take();
    await jobs.enqueueEntry(TAG);
    jobs.lose();
    jobs.finish(job);
    expect([jobs.take('entries'), jobs.take('protections'), jobs.nextInMs()]).toEqual([null, null, null]);
    await jobs.enqueueProtection(TAG);
    take();
  });

  test('keys of different symbols, accounts and queues do not hold each other up', async () => {
    await jobs.enqueueProtection(TAG);
    await jobs.enqueueProtection({ ...TAG, symbol: 'SHIB1000USDT' });
    await jobs.enqueueProtection({ ...TAG, account: 'second' });
    await jobs.enqueueEntry(TAG);
    expect([take(), take(), take()].map(({ id }) => id)).toEqual(['binance.main.TAGUSDT', 'binance.main.SHIB1000USDT', 'binance.second.TAGUSDT']);
    expect(jobs.take('entries')?.id).toBe('binance.main.TAGUSDT');
  });
});
