import type { SymbolKey } from '@breakwater/core';
import { keyLockConformance } from '@breakwater/testing/conformance/key-lock';
import { beforeEach, describe, expect, test } from 'vitest';
import { createMemoryLocks, type MemoryKeyLock, type MemoryLocks } from './memory-key-lock.ts';

const TAG: SymbolKey = { exchange: 'binance', account: 'main', symbol: 'TAGUSDT' };

keyLockConformance('createMemoryLocks', async () => {
  const locks = createMemoryLocks({ nowMs: () => 0 });
  return { first: locks.holder(), second: locks.holder(), close: async () => {} };
});

describe('createMemoryLocks', () => {
  let nowMs: number;
  let locks: MemoryLocks;
  let first: MemoryKeyLock;
  let second: MemoryKeyLock;
  beforeEach(() => {
    nowMs = 1_000;
    locks = createMemoryLocks({ nowMs: () => nowMs, ttlMs: 300 });
    [first, second] = [locks.holder(), locks.holder()];
  });
  const take = async (lock: MemoryKeyLock) => {
    const attempt = await lock.acquire(TAG);
    if (attempt.type !== 'acquired') throw new Error(`the lock is ${attempt.type}`);
    return attempt;
  };

  test('holds a key for longer than its time to live while the holder lives', async () => {
    await take(first);
    nowMs += 10_000;
    expect(await second.acquire(TAG)).toEqual({ type: 'busy' });
    expect(locks.heldKeys()).toEqual(['binance.main.TAGUSDT']);
  });

  test('frees the key of a holder that is gone, after the time to live', async () => {
    await take(first);
    nowMs += 10_000;
    first.stopRenewing();
    nowMs += 299;
    expect(await second.acquire(TAG)).toEqual({ type: 'busy' });
    nowMs += 1;
    await take(second);
  });

  test('goes on holding for a holder that slept for less than the time to live, and not for one that slept longer', async () => {
    await take(first);
    first.stopRenewing();
    nowMs += 299;
    first.goOnRenewing();
    nowMs += 10_000;
    expect(await second.acquire(TAG)).toEqual({ type: 'busy' });
    first.stopRenewing();
    nowMs += 300;
    first.goOnRenewing();
    await take(second);
  });

  test('forgets every hold at once, and a forgotten holder frees nobody else', async () => {
    const lost = await take(first);
    locks.forget();
    const current = await take(second);
    await lost.release();
    expect(await first.acquire(TAG)).toEqual({ type: 'busy' });
    await current.release();
    await take(first);
  });

  test('is unavailable while Redis is away; a hold survives a short absence and not a long one', async () => {
    await take(first);
    locks.isReachable = false;
    expect(await second.acquire(TAG)).toEqual({ type: 'unavailable' });
    nowMs += 299;
    locks.isReachable = true;
    nowMs += 10_000;
    expect(await second.acquire(TAG)).toEqual({ type: 'busy' });
    locks.isReachable = false;
    nowMs += 300;
    locks.isReachable = true;
    await take(second);
  });

  test('keeps the key of who let it go while Redis was away until the time to live has passed', async () => {
    const held = await take(first);
    locks.isReachable = false;
    await held.release();
    locks.isReachable = true;
    nowMs += 299;
    expect(await second.acquire(TAG)).toEqual({ type: 'busy' });
    nowMs += 1;
    await take(second);
  });
});
