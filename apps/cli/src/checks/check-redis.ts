import type { Config } from '@breakwater/config';
import { readRedisFacts } from '@breakwater/queue';
import { COMMAND_TIMEOUT_MS } from '../open-command-jobs.ts';
import { type Check, fine, reasonOf, wrong } from './check.ts';

/** Redis: the one of the queues, and those of the lock where they are others. */
export async function checkRedis(config: Config): Promise<readonly Check[]> {
  const lockUrls = config.lock === 'none' ? [] : config.lockRedisUrls.filter((url) => url !== config.redisUrl);
  const [queues, ...locks] = await Promise.all([checkQueues(config.redisUrl), ...lockUrls.map((url, index) => checkLock(url, index + 1))]);
  return [...(queues ?? []), ...locks];
}

async function checkQueues(redisUrl: string): Promise<Check[]> {
  try {
    const { version, maxmemoryPolicy, isAppendOnly } = await readRedisFacts({ redisUrl, timeoutMs: COMMAND_TIMEOUT_MS });
    return [
      fine('reachable', `version ${version}`),
      maxmemoryPolicy === 'noeviction'
        ? fine('eviction', 'maxmemory-policy is noeviction')
        : wrong('eviction', `maxmemory-policy is ${maxmemoryPolicy}, so a full Redis throws jobs away`, 'set it to noeviction.'),
      // No promise rests on it: work that Redis forgot is found again in Postgres.
      fine('append-only', isAppendOnly ? 'on' : 'off: after its restart, work is found again in Postgres'),
    ];
  } catch (error) {
    return [wrong('reachable', `it cannot be reached (${reasonOf(error)})`, 'start it or correct REDIS_URL.')];
  }
}

async function checkLock(redisUrl: string, number: number): Promise<Check> {
  const name = `lock server ${number}`;
  try {
    return fine(name, `version ${(await readRedisFacts({ redisUrl, timeoutMs: COMMAND_TIMEOUT_MS })).version}`);
  } catch (error) {
    return wrong(name, `it cannot be reached (${reasonOf(error)})`, 'start it or correct LOCK_REDIS_URLS.');
  }
}
