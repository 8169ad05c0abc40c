import { expect, test } from 'vitest';
import { openRedis, startProcess, until } from '@breakwater/testing';
import { openJobs, runWorker } from '../src/index.ts';
import { recordingLog } from './recording-log.ts';

/** Lock of 2 s, looked at every second: at most 3 s, and a little for a busy machine. */
const TAKEN_UP_MS_MAX = 4_000;

test('the job of a worker that is killed with -9 is taken up by another within seconds', async () => {
  const redis = await openRedis();
  const jobs = openJobs({ redisUrl: redis.url, prefix: redis.prefix });
  const victim = startProcess('libs/queue/test/stalled-worker.ts', { arguments: [redis.url, redis.prefix] });
  let runs = 0;
  try {
    await jobs.enqueueProtection({ exchange: 'binance', account: 'main', symbol: 'TAGUSDT' });
    await victim.untilLine('job taken');
    const worker = runWorker({
      redisUrl: redis.url,
      prefix: redis.prefix,
      queue: 'protections',
      log: recordingLog(),
      handlers: { 'protect-position': async () => ((runs += 1), { type: 'done', summary: 'stop placed' }) },
    });
    await victim.kill();
    const killedAtMs = performance.now();
    await until(() => runs === 1, { what: 'the other worker to take the job up' });
    expect(performance.now() - killedAtMs).toBeLessThan(TAKEN_UP_MS_MAX);
    await worker.stop();
  } finally {
    await victim.kill();
    await jobs.close();
    await redis.close();
  }
});
