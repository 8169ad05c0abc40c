import type { AccountKey, SymbolKey } from '@breakwater/core';
import type { Store } from '@breakwater/engine';
import { type StoreGuards, storeGuards } from './guards.ts';
import type { MemoryBooks } from './memory-books.ts';
import type { Session } from './session.ts';
import { acknowledgePage } from './statements/acknowledge-page.ts';
import { acceptWave } from './statements/accept-wave.ts';
import { addReport } from './statements/add-report.ts';
import { beat } from './statements/beat.ts';
import { claimKey } from './statements/claim-key.ts';
import { commitIntent } from './statements/commit-intent.ts';
import { configureAccount } from './statements/configure-account.ts';
import { configureFleetLimits } from './statements/configure-fleet-limits.ts';
import { isTakenAfter } from './statements/is-taken-after.ts';
import { keepWaveFacts } from './statements/keep-wave-facts.ts';
import { makeDue } from './statements/make-due.ts';
import { quarantineKey } from './statements/quarantine-key.ts';
import { readDueWork } from './statements/read-due-work.ts';
import { readKey } from './statements/read-key.ts';
import { readLiveRows } from './statements/read-live-rows.ts';
import { readWave } from './statements/read-wave.ts';
import { recordFacts } from './statements/record-facts.ts';
import { recordWaveProgress } from './statements/record-wave-progress.ts';
import { releaseKey } from './statements/release-key.ts';
import { stopWorker } from './statements/stop-worker.ts';
import { switchEntries, switchSync } from './statements/switch-account.ts';
import { switchSymbolEntries } from './statements/switch-symbol-entries.ts';

export interface MemoryStoreOptions {
  readonly books: MemoryBooks;
  /** The books' own clock, which no worker's clock need agree with. */
  nowMs(): number;
  /** Stands in every event that this worker writes. */
  readonly worker?: string | null;
  /** Others than the database's, to see whether somebody notices. */
  readonly guards?: StoreGuards;
}

/** The `Store` port in memory, with what an operator and the end of a process do to the books. */
export interface MemoryStore extends Store {
  /** Says that this worker has ended. */
  stopWorker(workerId: string): Promise<void>;
  /** The operator's switch for new entries of a registered account. False: it stood so already. */
  switchEntries(account: AccountKey, isEnabled: boolean): Promise<boolean>;
  /** The operator's switch for the clock's passes. False: it stood so already. */
  switchSync(account: AccountKey, isOn: boolean): Promise<boolean>;
  /** The same for one symbol. */
  switchSymbolEntries(key: SymbolKey, isEnabled: boolean): Promise<boolean>;
  /** Says that a human has heard what stands under a subject. False: nothing stands there. */
  acknowledgePage(subject: string): Promise<boolean>;
}

/**
 * The `Store` port on books in memory. Each method is one statement of libs/db: a state change that happens before the
 * call returns, all of it or, when it throws, nothing. Two calls therefore come one after the other, as the claim's row
 * makes them in Postgres. Proven against Postgres itself in apps/storm/test.
 */
export function createMemoryStore({ books, nowMs, worker = null, guards = storeGuards }: MemoryStoreOptions): MemoryStore {
  const session: Session = { books, guards, worker, nowMs: () => Math.round(nowMs()) };
  return {
    claimKey: async (key, holder, leaseMs) => claimKey(session, key, holder, leaseMs),
    releaseKey: async (claim, release) => releaseKey(session, claim, release),
    makeDue: async (key, inMs) => makeDue(session, key, inMs),
    readKey: async (key) => readKey(session, key),
    commitIntent: async (claim, commit, bounds) => commitIntent(session, claim, commit, bounds),
    record: async (claim, facts, release) => recordFacts(session, claim, facts, release),
    quarantineKey: async (claim, reason) => quarantineKey(session, claim, reason),
    readLiveRows: async (account) => readLiveRows(session, account),
    acceptWave: async (wave) => acceptWave(session, wave),
    readWave: async (waveId) => readWave(session, waveId),
    keepWaveFacts: async (waveId, facts) => keepWaveFacts(session, waveId, facts),
    recordWaveProgress: async (waveId, progress) => recordWaveProgress(session, waveId, progress),
    readDueWork: async (accounts, limit) => readDueWork(session, accounts, limit),
    addReport: async (report) => addReport(session, report),
    configureAccount: async (account, mode, positionsMax, limits) => configureAccount(session, account, mode, positionsMax, limits),
    configureFleetLimits: async (limits) => configureFleetLimits(session, limits),
    beat: async (identity) => beat(session, identity),
    isTakenAfter: async (claim) => isTakenAfter(session, claim),
    stopWorker: async (workerId) => stopWorker(session, workerId),
    switchEntries: async (account, isEnabled) => switchEntries(session, account, isEnabled),
    switchSync: async (account, isOn) => switchSync(session, account, isOn),
    switchSymbolEntries: async (key, isEnabled) => switchSymbolEntries(session, key, isEnabled),
    acknowledgePage: async (subject) => acknowledgePage(session, subject),
  };
}
