import type { SymbolKey } from '@breakwater/core';
import type { KeyLock } from '@breakwater/engine';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const TAG: SymbolKey = { exchange: 'binance', account: 'main', symbol: 'TAGUSDT' };

export interface KeyLockSubject {
  /** Two holders of the same locks, as in two processes. */
  readonly first: KeyLock;
  readonly second: KeyLock;
  close(): Promise<void>;
}

/** What every lock that excludes must do: `libs/lock` on Redis, and the storm's in memory. */
export function keyLockConformance(name: string, open: () => Promise<KeyLockSubject>): void {
  describe(`${name} as a key lock`, () => {
    let subject: KeyLockSubject;
    beforeEach(async () => {
      subject = await open();
    });
    afterEach(() => subject.close());

    // A lock may be unavailable for an instant (a busy machine, a connection just being made): asked again, it answers.
    const ask = async (lock: KeyLock, key: SymbolKey) => {
      for (let tries = 1; ; tries += 1) {
        const attempt = await lock.acquire(key);
        if (attempt.type !== 'unavailable' || tries === 20) return attempt;
      }
    };
    const take = async (lock: KeyLock, key: SymbolKey) => {
      const attempt = await ask(lock, key);
      if (attempt.type !== 'acquired') throw new Error(`the lock is ${attempt.type}`);
      return attempt;
    };

    test('gives a free key, and says busy to everybody else until it is released', async () => {
      const held = await take(subject.first, TAG);
      expect(await ask(subject.second, TAG)).toEqual({ type: 'busy' });
      expect(await ask(subject.first, TAG)).toEqual({ type: 'busy' });
      await held.release();
      await (await take(subject.second, TAG)).release();
    });

    test('gives a key to one of many who ask at once', async () => {
      const attempts = await Promise.all(Array.from({ length: 20 }, (_, index) => ask(index % 2 ? subject.first : subject.second, TAG)));
      expect(attempts.filter((attempt) => attempt.type === 'acquired')).toHaveLength(1);
      expect(attempts.filter((attempt) => attempt.type === 'busy')).toHaveLength(19);
      for (const attempt of attempts) if (attempt.type === 'acquired') await attempt.release();
    });

    test('keeps keys of different symbols, accounts and exchanges apart', async () => {
      const others: SymbolKey[] = [TAG, { ...TAG, symbol: 'TAGUSDC' }, { ...TAG, account: 'second' }, { ...TAG, exchange: 'bybit' }];
      const held = await Promise.all(others.map((key) => take(subject.first, key)));
      for (const one of held) await one.release();
    });

    test('releases only its own hold: a second release frees nobody else', async () => {
      const old = await take(subject.first, TAG);
      await old.release();
      const current = await take(subject.second, TAG);
      await old.release();
      expect(await ask(subject.first, TAG)).toEqual({ type: 'busy' });
      await current.release();
    });
  });
}
