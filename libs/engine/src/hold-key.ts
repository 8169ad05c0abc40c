import { symbolKeyText, type SymbolKey, type Verdict } from '@breakwater/core';
import type { Claim, Ports, Release } from './ports.ts';

/** A key in the hands of this worker. Once released, nothing may be written under its claim. */
export interface HeldKey {
  readonly key: SymbolKey;
  readonly claim: Claim;
  /** What the release will ask for: the earliest attention that anything wished for. */
  wishAttention(inMs: number): void;
  /** The release that a record statement should carry out along with its writes; the key counts as released after it. */
  takeRelease(): Release;
}

/**
 * Takes the lock, then the claim, of one symbol key, does the work, and lets both go.
 *
 * The lock saves work: while another worker has it, this job ends and the key is due again. Safety rests on the claim,
 * which Postgres grants to one holder at a time and whose epoch guards every later write; so with Redis gone the work
 * goes on without a lock. A failure of the world is let through after the claim is given back.
 */
export async function holdKey(ports: Ports, key: SymbolKey, work: (held: HeldKey) => Promise<Verdict>): Promise<Verdict> {
  // A lock that throws is no lock; only the claim can end what follows, or set the key aside.
  const lock = await ports.lock.acquire(key).catch((): Locked => ({ type: 'unavailable' }));
  if (lock.type === 'busy') {
    const forMs = ports.bounds.leaseMs;
    await ports.store.makeDue(key, forMs);
    return { type: 'snooze', reason: 'another worker has the lock', forMs };
  }
  try {
    return await holdClaim(ports, key, work);
  } finally {
    letGo(lock);
  }
}

/**
 * As `holdKey`, for work that cannot wait: the claim decides alone, and the lock is taken beside it, only to keep others
 * away. So neither a slow Redis nor a lock that its last holder has not let go yet lengthens the time without a stop (I4).
 */
export async function holdKeyAtOnce(ports: Ports, key: SymbolKey, work: (held: HeldKey) => Promise<Verdict>): Promise<Verdict> {
  const locking = ports.lock.acquire(key).catch((): Locked => ({ type: 'unavailable' }));
  try {
    return await holdClaim(ports, key, work);
  } finally {
    letGo(await locking);
  }
}

type Locked = Awaited<ReturnType<Ports['lock']['acquire']>>;

/** Nobody waits for it: a lock that is let go a moment later costs nothing, and what follows may be a position without a stop. */
function letGo(lock: Locked): void {
  if (lock.type === 'acquired') lock.release().catch(() => undefined);
}

async function holdClaim(ports: Ports, key: SymbolKey, work: (held: HeldKey) => Promise<Verdict>): Promise<Verdict> {
  const attempt = await ports.store.claimKey(key, ports.runtime.newId(), ports.bounds.leaseMs);
  if (attempt.type === 'busy') return { type: 'snooze', reason: 'another worker holds the key', forMs: attempt.freeInMs };
  let wishMs: number | null = null;
  let isReleased = false;
  const held: HeldKey = {
    key,
    claim: attempt.claim,
    wishAttention: (inMs) => {
      wishMs = wishMs === null ? inMs : Math.min(wishMs, inMs);
    },
    takeRelease: () => {
      isReleased = true;
      return wishMs === null ? {} : { dueInMs: wishMs };
    },
  };
  try {
    return await work(held);
  } catch (error) {
    held.wishAttention(1_000);
    ports.log.error('key_work_failed', { key: symbolKeyText(key), epoch: attempt.claim.epoch, error: String(error) });
    throw error;
  } finally {
    // If this fails too, the claim runs out by itself and the sweeper finds it abandoned.
    if (!isReleased) await ports.store.releaseKey(attempt.claim, held.takeRelease()).catch(() => undefined);
  }
}
