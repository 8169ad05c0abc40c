import type { AccountKey, AccountMode, SymbolKey } from '@breakwater/core';
import type { Store } from '@breakwater/engine';
import { connect, type ConnectOptions } from './connect.ts';
import { acceptWave } from './statements/accept-wave.ts';
import { type AcknowledgedPage, acknowledgePages } from './statements/acknowledge-pages.ts';
import { addReport } from './statements/add-report.ts';
import { makeBeat } from './statements/beat.ts';
import { claimKey } from './statements/claim-key.ts';
import { commitIntent } from './statements/commit-intent.ts';
import { configureAccount } from './statements/configure-account.ts';
import { configureFleetLimits } from './statements/configure-fleet-limits.ts';
import { isTakenAfter } from './statements/is-taken-after.ts';
import { keepWaveFacts } from './statements/keep-wave-facts.ts';
import { makeDue } from './statements/make-due.ts';
import { quarantineKey } from './statements/quarantine-key.ts';
import { readDueWork } from './statements/read-due-work.ts';
import { type Figures, readFigures } from './statements/read-figures.ts';
import { readKey } from './statements/read-key.ts';
import { readLiveRows } from './statements/read-live-rows.ts';
import { readWave } from './statements/read-wave.ts';
import { recordFacts } from './statements/record-facts.ts';
import { recordWaveProgress } from './statements/record-wave-progress.ts';
import { registerAccount } from './statements/register-account.ts';
import { releaseKey } from './statements/release-key.ts';
import { releaseQuarantine } from './statements/release-quarantine.ts';
import { stopWorker } from './statements/stop-worker.ts';
import { switchEntries, switchSync } from './statements/switch-account.ts';
import { switchSymbolEntries } from './statements/switch-symbol-entries.ts';
import { warmUp } from './warm-up.ts';

export interface StoreOptions extends ConnectOptions {
  /** Stands in every event that this process writes. */
  readonly workerId?: string;
  /** The clock that the database's is compared with; the process's own if it is not given. */
  readonly monotonicMs?: () => number;
}

/** The books on Postgres, with what only a process of its own needs. */
export interface PostgresStore extends Store {
  /** Opens all connections and has the statements of an entry and its stop planned on each. Writes nothing. */
  warmUp(): Promise<void>;
  /** Says that this worker has ended. */
  stopWorker(workerId: string): Promise<void>;
  /** Asks for nothing: whether Postgres answers. */
  ping(): Promise<void>;
  /** What the books say of the whole fleet; a worker whose heartbeat is older than this does not count. */
  readFigures(heartbeatMsMax: number): Promise<Figures>;
  /** Makes sure that an account has a row before any worker has started; leaves one that it has as it is. */
  registerAccount(account: AccountKey, mode: AccountMode, positionsMax: number): Promise<void>;
  /** The operator's switch for new entries of a registered account. False: it stood so already. */
  switchEntries(account: AccountKey, isEnabled: boolean): Promise<boolean>;
  /** Lets the clock's passes over an account go on, or stops them. False: it stood so already. */
  switchSync(account: AccountKey, isOn: boolean): Promise<boolean>;
  /** The same for one symbol of a registered account. */
  switchSymbolEntries(key: SymbolKey, isEnabled: boolean): Promise<boolean>;
  /** Gives a key that was set aside back to the fleet. False: it is not set aside. */
  releaseQuarantine(key: SymbolKey): Promise<boolean>;
  /** Says that a human has heard these pages; returns those that nobody had acknowledged before. */
  acknowledgePages(ids: readonly string[]): Promise<readonly AcknowledgedPage[]>;
}

/** Opens the books. Connects at the first statement; whoever opened it closes it. */
export function openStore(options: StoreOptions): { store: PostgresStore; close(): Promise<void> } {
  const database = connect(options);
  const worker = options.workerId ?? null;
  const store: PostgresStore = {
    claimKey: (key, holder, leaseMs) => claimKey(database, key, holder, leaseMs),
    releaseKey: (claim, release) => releaseKey(database, claim, release),
    makeDue: (key, inMs) => makeDue(database, key, inMs),
    readKey: (key) => readKey(database, key),
    commitIntent: (claim, commit, bounds) => commitIntent(database, worker, claim, commit, bounds),
    record: (claim, facts, release) => recordFacts(database, worker, claim, facts, release),
    quarantineKey: (claim, reason) => quarantineKey(database, worker, claim, reason),
    readLiveRows: (account) => readLiveRows(database, account),
    acceptWave: (wave) => acceptWave(database, worker, wave),
    readWave: (waveId) => readWave(database, waveId),
    keepWaveFacts: (waveId, facts) => keepWaveFacts(database, waveId, facts),
    recordWaveProgress: (waveId, progress) => recordWaveProgress(database, worker, waveId, progress),
    readDueWork: (accounts, limit) => readDueWork(database, accounts, limit),
    addReport: (report) => addReport(database, report),
    configureAccount: (account, mode, positionsMax, limits) => configureAccount(database, account, mode, positionsMax, limits),
    configureFleetLimits: (limits) => configureFleetLimits(database, limits),
    beat: makeBeat(database, options.monotonicMs ?? (() => performance.now())),
    isTakenAfter: (claim) => isTakenAfter(database, claim),
    warmUp: () => warmUp(database, store),
    stopWorker: (workerId) => stopWorker(database, workerId),
    ping: async () => void (await database.run({ name: 'ping', text: 'SELECT 1' }, [])),
    readFigures: (heartbeatMsMax) => readFigures(database, heartbeatMsMax),
    registerAccount: (account, mode, positionsMax) => registerAccount(database, account, mode, positionsMax),
    switchEntries: (account, isEnabled) => switchEntries(database, account, isEnabled),
    switchSync: (account, isOn) => switchSync(database, account, isOn),
    switchSymbolEntries: (key, isEnabled) => switchSymbolEntries(database, key, isEnabled),
    releaseQuarantine: (key) => releaseQuarantine(database, worker, key),
    acknowledgePages: (ids) => acknowledgePages(database, ids),
  };
  return { store, close: () => database.close() };
}
