import { hastyRedis } from './connect-redis.ts';
import { QueueUnavailable } from './queue-unavailable.ts';

/** What a Redis says of itself, as far as queues depend on it. */
export interface RedisFacts {
  readonly version: string;
  /** What it does when it is full; anything but `noeviction` throws jobs away. */
  readonly maxmemoryPolicy: string;
  /** Whether jobs survive its restart. */
  readonly isAppendOnly: boolean;
}

/**
 * Asks a Redis what it is. INFO is allowed where CONFIG is not, as on managed servers.
 * @throws QueueUnavailable within the time limit.
 */
export async function readRedisFacts({ redisUrl, timeoutMs }: { readonly redisUrl: string; readonly timeoutMs: number }): Promise<RedisFacts> {
  const redis = hastyRedis(redisUrl, timeoutMs);
  const { promise: isFailing, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  redis.once('error', reject);
  const untilReady = new Promise<void>((resolve) => redis.once('ready', () => resolve()));
  try {
    const text = await Promise.race([untilReady.then(() => redis.info()), isFailing]);
    const value = (name: string): string => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(text)?.[1] ?? '';
    return { version: value('redis_version'), maxmemoryPolicy: value('maxmemory_policy'), isAppendOnly: value('aof_enabled') === '1' };
  } catch (error) {
    throw new QueueUnavailable(`Redis did not say what it is: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
    redis.disconnect();
  }
}
