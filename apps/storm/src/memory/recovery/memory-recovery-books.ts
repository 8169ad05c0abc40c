import type { RecoveryBooks } from '@breakwater/engine';
import { storeGuards } from '../guards.ts';
import type { MemoryStoreOptions } from '../memory-store.ts';
import type { Session } from '../session.ts';
import { beginRecovery } from './begin-recovery.ts';
import { finishRecovery, markAgreed } from './finish-recovery.ts';
import { lookAhead } from './look-ahead.ts';
import { readBookedKey, readRecoverySymbols, readSetAside } from './read-booked-key.ts';

/** The books as a recovery needs them, in memory: each method is one statement of libs/db. Proven against Postgres itself in apps/storm/test. */
export function createMemoryRecoveryBooks({ books, nowMs, worker = null, guards = storeGuards }: MemoryStoreOptions): RecoveryBooks {
  const session: Session = { books, guards, worker, nowMs: () => Math.round(nowMs()) };
  return {
    lookAhead: async (accounts) => lookAhead(session, accounts),
    nowMs: async () => session.nowMs(),
    begin: async (accounts, fenceMs) => beginRecovery(session, accounts, fenceMs),
    readSymbols: async (account) => readRecoverySymbols(session, account),
    readBookedKey: async (key, sinceMs, clientOrderIds) => readBookedKey(session, key, sinceMs, clientOrderIds),
    readSetAside: async (account) => readSetAside(session, account),
    markAgreed: async (account) => markAgreed(session, account),
    finish: async (accounts) => finishRecovery(session, accounts),
  };
}
