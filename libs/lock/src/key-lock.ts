import { symbolKeyText } from '@breakwater/core';
import type { KeyLock, Log } from '@breakwater/engine';
import { Redis } from 'ioredis';
import { RedlockMutex } from 'redis-semaphore';

/** A holder that dies blocks its key for so long; one that lives renews three times as often. */
const TTL_MS = 3_000;
/** One command; a refused or silent Redis costs an acquisition little, for work goes on without the lock. */
const COMMAND_MS_MAX = 100;
const ACQUIRE_MS_MAX = 150;

export interface KeyLockOptions {
  /** One Redis, or several independent ones of which a majority must agree (Redlock). */
  readonly redisUrls: readonly string[];
  /** Namespaces the keys in Redis. */
  readonly prefix?: string;
  /** Milliseconds; default 3000. */
  readonly ttlMs?: number;
  /** Told `lock_lost`: the lock was gone before its release, because Redis forgot it or this process slept. */
  readonly log?: Pick<Log, 'warn'>;
}

export interface OpenKeyLock extends KeyLock {
  close(): Promise<void>;
}

type Attempt = Awaited<ReturnType<KeyLock['acquire']>>;

/**
 * The `KeyLock` port by redis-semaphore's Redlock. It tries once and never waits: a busy key is somebody else's work in
 * progress. Whatever Redis does, `acquire` answers in about 150 ms, and neither it nor `release` throws.
 *
 * A lock has no fencing token and may be lost at any instant, so it only saves work; safety rests on the claim.
 */
export function openKeyLock({ redisUrls, prefix = 'breakwater', ttlMs = TTL_MS, log }: KeyLockOptions): OpenKeyLock {
  const clients = redisUrls.map(connect);
  const firstAttempts = Promise.all(clients.map(untilSettled));
  return {
    acquire: async (key) => {
      // A fresh process may still be connecting; one that lost its connection is told so at once.
      await Promise.race([firstAttempts, after(ACQUIRE_MS_MAX)]);
      return await acquireOnce(clients, `${prefix}.lock.${symbolKeyText(key)}`, ttlMs, () => log?.warn('lock_lost', { key: symbolKeyText(key) }));
    },
    close: async () => {
      for (const client of clients) client.disconnect();
    },
  };
}

async function acquireOnce(clients: readonly Redis[], name: string, ttlMs: number, onLost: () => void): Promise<Attempt> {
  const { watched, failures } = countFailures(clients);
  const mutex = new RedlockMutex(watched, name, {
    lockTimeout: ttlMs,
    refreshInterval: Math.round(ttlMs / 3),
    acquireAttemptsLimit: 1,
    retryInterval: 0,
    onLockLost: onLost, // its default throws from a timer
  });
  const attempt = mutex.tryAcquire();
  const isAcquired = await Promise.race([attempt, after(ACQUIRE_MS_MAX)]);
  if (isAcquired === true) return { type: 'acquired', release: () => mutex.release() };
  if (isAcquired === undefined) {
    // It may still come through, and then nobody would release it.
    void attempt.then((isLate) => (isLate ? mutex.release() : undefined)).catch(() => {});
    return { type: 'unavailable' };
  }
  // RedlockMutex says "not acquired" alike for a held key and for a Redis that did not answer.
  return clients.length - failures() >= quorum(clients.length) ? { type: 'busy' } : { type: 'unavailable' };
}

const quorum = (count: number): number => Math.floor(count / 2) + 1;

/** The clients as redis-semaphore uses them, with the failed acquisitions counted. */
function countFailures(clients: readonly Redis[]): { readonly watched: Redis[]; failures(): number } {
  let count = 0;
  const watched = clients.map(
    (client) =>
      new Proxy(client, {
        get: (target, name) => {
          const value: unknown = Reflect.get(target, name);
          if (typeof value !== 'function') return value;
          if (name !== 'set') return value.bind(target);
          return (...args: unknown[]) =>
            (value.apply(target, args) as Promise<unknown>).catch((error: unknown) => {
              count += 1;
              throw error;
            });
        },
      }),
  );
  return { watched, failures: () => count };
}

function connect(url: string): Redis {
  const client = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_MS_MAX,
    connectTimeout: 2_000,
    retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 6), 1_000),
  });
  return client.on('error', () => {}); // "unavailable" is the answer to whoever asks
}

function untilSettled(client: Redis): Promise<void> {
  return new Promise((resolve) => {
    client.once('ready', () => resolve()).once('close', () => resolve());
  });
}

function after(ms: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), ms).unref();
  });
}
