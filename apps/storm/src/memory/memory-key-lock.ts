import { type SymbolKey, symbolKeyText } from '@breakwater/core';
import type { KeyLock } from '@breakwater/engine';

const TTL_MS = 3_000;

export interface MemoryLocksOptions {
  nowMs(): number;
  /** How long a hold outlives a holder that has stopped renewing it. */
  readonly ttlMs?: number;
}

/** One lock server, as all workers of a world share it. */
export interface MemoryLocks {
  /** False: Redis is away; acquiring says `unavailable`, and what is held is not renewed. */
  isReachable: boolean;
  /** Redis was flushed or failed over: nothing is held any more, and no holder knows. */
  forget(): void;
  /** The locks as one worker has them. */
  holder(): MemoryKeyLock;
  /** Keys that are held now, in order. */
  heldKeys(): readonly string[];
}

/** The `KeyLock` port of one worker. */
export interface MemoryKeyLock extends KeyLock {
  /** The worker died or sleeps: what it holds runs out. */
  stopRenewing(): void;
  /** The worker woke: what has not run out is renewed from here on; the rest is lost without its knowing. */
  goOnRenewing(): void;
}

interface Holder {
  isRenewing: boolean;
}

interface Hold {
  readonly holder: Holder;
  /** The last time at which it was certainly renewed; a worker renews as long as it lives and Redis can be reached. */
  renewedAtMs: number;
  isLetGo: boolean;
}

/**
 * Redlock's locks in memory: given at once or not at all, renewed while their holder lives, gone when their time to live
 * has passed without. They save work and carry no promise, so the storm may lose them at any moment.
 */
export function createMemoryLocks({ nowMs, ttlMs = TTL_MS }: MemoryLocksOptions): MemoryLocks {
  const holds = new Map<string, Hold>();
  let isReachable = true;
  const isRenewed = (hold: Hold): boolean => isReachable && hold.holder.isRenewing && !hold.isLetGo;
  const isStanding = (hold: Hold): boolean => isRenewed(hold) || nowMs() < hold.renewedAtMs + ttlMs;
  /** Before anything changes who renews: what ran out is gone, and what is renewed has been until now. */
  const settle = (): void => {
    for (const [name, hold] of holds) {
      if (!isStanding(hold)) holds.delete(name);
      else if (isRenewed(hold)) hold.renewedAtMs = nowMs();
    }
  };
  const acquire = async (holder: Holder, key: SymbolKey): ReturnType<KeyLock['acquire']> => {
    if (!isReachable) return { type: 'unavailable' };
    const name = symbolKeyText(key);
    const standing = holds.get(name);
    if (standing !== undefined && isStanding(standing)) return { type: 'busy' };
    const hold: Hold = { holder, renewedAtMs: nowMs(), isLetGo: false };
    holds.set(name, hold);
    return {
      type: 'acquired',
      release: async () => {
        settle();
        hold.isLetGo = true;
        if (isReachable && holds.get(name) === hold) holds.delete(name);
      },
    };
  };
  const holderOf = (): MemoryKeyLock => {
    const holder: Holder = { isRenewing: true };
    const setRenewing = (isRenewing: boolean): void => {
      settle();
      holder.isRenewing = isRenewing;
    };
    return { acquire: (key) => acquire(holder, key), stopRenewing: () => setRenewing(false), goOnRenewing: () => setRenewing(true) };
  };
  return {
    get isReachable() {
      return isReachable;
    },
    set isReachable(value) {
      settle();
      isReachable = value;
    },
    forget: () => holds.clear(),
    holder: holderOf,
    heldKeys: () => {
      settle();
      return [...holds.keys()].sort();
    },
  };
}
