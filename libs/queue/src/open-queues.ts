import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { QUEUE_NAMES, type QueueName } from './catalog.ts';
import { hastyRedis } from './connect-redis.ts';
import { QueueUnavailable } from './queue-unavailable.ts';

export interface QueueOptions {
  readonly redisUrl: string;
  /** Namespaces all keys in Redis (no colon); for tests and for two fleets on one Redis. */
  readonly prefix?: string;
  /** Within so long every call is answered or throws (default 300 ms). */
  readonly timeoutMs?: number;
}

export const DEFAULT_PREFIX = 'breakwater';
export const DEFAULT_TIMEOUT_MS = 300;

/** The queues of the catalog over one connection that fails fast. */
export interface OpenQueues {
  readonly queues: Readonly<Record<QueueName, Queue>>;
  /**
   * Runs one act on Redis within the time limit.
   * @throws QueueUnavailable when Redis is away, silent or refuses; `what` is the object of its sentence.
   */
  within<T>(what: string, act: () => Promise<T>): Promise<T>;
  isConnected(): boolean;
  close(): Promise<void>;
}

/** Opens all queues for adding and looking; connects in the background and never throws by itself. */
export function openQueues({ redisUrl, prefix = DEFAULT_PREFIX, timeoutMs = DEFAULT_TIMEOUT_MS }: QueueOptions): OpenQueues {
  const redis = hastyRedis(redisUrl, timeoutMs);
  const firstAttempt = untilSettled(redis);
  const open = (name: QueueName): Queue => {
    // The version check is a command of its own, and one failure of it would spoil the queue for good.
    const queue = new Queue(name, {
      connection: redis,
      prefix,
      skipVersionCheck: true,
      skipWaitingForReady: true,
      skipMetasUpdate: true,
      streams: { events: { maxLen: 1_000 } },
    });
    return queue.on('error', () => {}); // every call reports its own failure
  };
  const queues = Object.fromEntries(QUEUE_NAMES.map((name) => [name, open(name)])) as Record<QueueName, Queue>;

  return {
    queues,
    within: async (what, act) => {
      const deadline = startDeadline(timeoutMs);
      try {
        // A fresh process may still be connecting; one that lost its connection fails at once instead.
        await Promise.race([firstAttempt, deadline.passed]);
        return await Promise.race([act(), deadline.passed]);
      } catch (error) {
        throw new QueueUnavailable(`Redis did not take ${what}: ${reasonOf(error)}`, { cause: error });
      } finally {
        deadline.cancel();
      }
    },
    isConnected: () => redis.status === 'ready',
    close: async () => {
      await Promise.allSettled(QUEUE_NAMES.map((name) => queues[name].close()));
      redis.disconnect();
    },
  };
}

/** Resolves once the first attempt to connect has ended, either way. */
function untilSettled(redis: Redis): Promise<void> {
  return new Promise((resolve) => {
    redis.once('ready', () => resolve()).once('close', () => resolve());
  });
}

function startDeadline(timeoutMs: number): { readonly passed: Promise<never>; cancel(): void } {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  promise.catch(() => {}); // it may pass after the race is over
  return { passed: promise, cancel: () => clearTimeout(timer) };
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.includes('enableOfflineQueue') ? 'there is no connection to it' : message;
}
