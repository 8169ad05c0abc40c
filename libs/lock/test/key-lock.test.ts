import type { SymbolKey } from '@breakwater/core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { keyLockConformance } from '@breakwater/testing/conformance/key-lock';
import { openRedis, type OwnRedis, startOwnRedis, until } from '@breakwater/testing';
import { noLock, type OpenKeyLock, openKeyLock } from '../src/index.ts';

const TAG: SymbolKey = { exchange: 'binance', account: 'main', symbol: 'TAGUSDT' };
/** 150 ms is the promise; the rest is for a busy machine. */
const ANSWER_MS_MAX = 300;

keyLockConformance('openKeyLock', async () => {
  const redis = await openRedis();
  const options = { redisUrls: [redis.url], prefix: redis.prefix };
  const [first, second] = [openKeyLock(options), openKeyLock(options)];
  return {
    first,
    second,
    close: async () => {
      await Promise.all([first.close(), second.close()]);
      await redis.close();
    },
  };
});

async function elapsedMs(act: () => Promise<unknown>): Promise<number> {
  const startedAtMs = performance.now();
  await act();
  return performance.now() - startedAtMs;
}

/** What a lock answers that is not unavailable for an instant only: a busy machine, a connection just being made. */
const ask = (lock: OpenKeyLock) =>
  until(
    async () => {
      const attempt = await lock.acquire(TAG);
      return attempt.type === 'unavailable' ? null : attempt;
    },
    { what: 'the lock to answer' },
  );

async function take(lock: OpenKeyLock) {
  const attempt = await ask(lock);
  if (attempt.type !== 'acquired') throw new Error(`the lock is ${attempt.type}`);
  return attempt;
}

describe('openKeyLock on one Redis', () => {
  let redis: OwnRedis;
  let locks: OpenKeyLock[] = [];
  beforeAll(async () => {
    redis = await startOwnRedis();
  });
  afterEach(async () => {
    redis.resume();
    await Promise.all(locks.map((lock) => lock.close()));
    locks = [];
    await redis.kill();
    await redis.start();
  });
  afterAll(() => redis.kill());
  const open = (options: { ttlMs?: number; log?: { warn(event: string): void } } = {}): OpenKeyLock => {
    const lock = openKeyLock({ redisUrls: [redis.url], ...options });
    locks.push(lock);
    return lock;
  };

  test('holds a key for longer than its time to live while the holder lives', async () => {
    const [holder, other] = [open({ ttlMs: 150 }), open({ ttlMs: 150 })];
    const held = await take(holder);
    const startedAtMs = performance.now();
    await until(
      async () => {
        expect(await ask(other)).toEqual({ type: 'busy' });
        return performance.now() - startedAtMs > 600;
      },
      { what: 'four times the time to live' },
    );
    await held.release();
  });

  test('frees the key of a holder that is gone, after the time to live', async () => {
    const holder = open({ ttlMs: 200 });
    await take(holder);
    await holder.close();
    const other = open({ ttlMs: 200 });
    expect(await ask(other)).toEqual({ type: 'busy' });
    await until(async () => (await other.acquire(TAG)).type === 'acquired', { what: 'the key to be free' });
  });

  test('says unavailable, fast, while Redis is away, and works again when it is back', async () => {
    const lock = open();
    await (await take(lock)).release();
    await redis.kill();
    for (let tries = 0; tries < 3; tries += 1) {
      expect(await elapsedMs(async () => expect(await lock.acquire(TAG)).toEqual({ type: 'unavailable' }))).toBeLessThan(ANSWER_MS_MAX);
    }
    await redis.start();
    await until(async () => (await lock.acquire(TAG)).type === 'acquired', { what: 'the lock to work again' });
  });

  test('says unavailable, fast, when Redis has never been there', async () => {
    await redis.kill();
    const lock = open();
    expect(await elapsedMs(async () => expect(await lock.acquire(TAG)).toEqual({ type: 'unavailable' }))).toBeLessThan(ANSWER_MS_MAX);
  });

  test('says unavailable, fast, while Redis accepts connections and answers nothing, and leaves no key behind', async () => {
    const lock = open({ ttlMs: 60_000 });
    await (await take(lock)).release();
    redis.pause();
    expect(await elapsedMs(async () => expect(await lock.acquire(TAG)).toEqual({ type: 'unavailable' }))).toBeLessThan(ANSWER_MS_MAX);
    redis.resume();
    const other = open();
    await until(async () => (await other.acquire(TAG)).type === 'acquired', { what: 'the key to be free' });
  });

  test('releases without an exception, and in bounded time, although Redis went away', async () => {
    const lock = open();
    const held = await take(lock);
    await redis.kill();
    expect(await elapsedMs(() => held.release())).toBeLessThan(ANSWER_MS_MAX);
  });

  test('says once that a lock was lost, and whose', async () => {
    const lost: string[] = [];
    const lock = open({ ttlMs: 150, log: { warn: (event) => void lost.push(event) } });
    const held = await take(lock);
    await redis.kill();
    await redis.start();
    await until(() => lost.length > 0, { what: 'the loss to be noticed' });
    await held.release();
    expect(lost).toEqual(['lock_lost']);
  });
});

describe('openKeyLock on three Redis', () => {
  let servers: OwnRedis[] = [];
  let locks: OpenKeyLock[] = [];
  beforeAll(async () => {
    servers = await Promise.all([startOwnRedis(), startOwnRedis(), startOwnRedis()]);
    const redisUrls = servers.map((server) => server.url);
    locks = [openKeyLock({ redisUrls }), openKeyLock({ redisUrls })];
  });
  afterAll(async () => {
    await Promise.all(locks.map((lock) => lock.close()));
    await Promise.all(servers.map((server) => server.kill()));
  });

  test('goes on with one of them gone, and is unavailable without a majority', async () => {
    const [first, second] = locks as [OpenKeyLock, OpenKeyLock];
    await servers[0]?.kill();
    const held = await take(first);
    expect(await ask(second)).toEqual({ type: 'busy' });
    await held.release();
    await servers[1]?.kill();
    expect(await second.acquire(TAG)).toEqual({ type: 'unavailable' });
  });
});

describe('noLock', () => {
  test('gives every key to everybody', async () => {
    const attempts = await Promise.all([noLock.acquire(TAG), noLock.acquire(TAG)]);
    for (const attempt of attempts) {
      expect(attempt.type).toBe('acquired');
      if (attempt.type === 'acquired') await attempt.release();
    }
  });
});
