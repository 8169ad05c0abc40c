/**
 * The ports: the only interfaces between the engine and the world. Each has a real adapter and, for the storm, one in
 * memory; both pass the same conformance suite (libs/testing/src/conformance).
 *
 * Failures of the world (Postgres gone, Redis gone) are thrown by the adapters and let through; what the exchange
 * answered, and every lost race, is a value.
 */
import type {
  AccountKey,
  AccountLimits,
  AccountMode,
  Bounds,
  Facts,
  ForeignPolicy,
  FleetLimits,
  IntentKind,
  KeyRecords,
  LiveRow,
  MarginMode,
  NewEvent,
  NewOrder,
  NewPosition,
  PositionMode,
  Request,
  SignalOutcome,
  SignalRecord,
  StopRule,
  SymbolKey,
  TriggerType,
  WaveFacts,
  WavePlan,
  WavePolicy,
  Wish,
} from '@breakwater/core';
import type { CommitResult } from './commit-result.ts';
import type { Exchange } from './exchange-port.ts';
import type { Purpose } from './purpose.ts';

export type { CommitResult } from './commit-result.ts';
export type { Exchange, KeptBack } from './exchange-port.ts';
export type { PolicyReads } from './policy-reads.ts';

/** A claim that was taken: the epoch that every write of its holder is guarded by. */
export interface Claim {
  readonly key: SymbolKey;
  readonly epoch: string;
  readonly holder: string;
}

export type ClaimAttempt =
  | { readonly type: 'claimed'; readonly claim: Claim }
  /** Somebody else holds the key, or its fence has not passed; the key is due again by then. */
  | { readonly type: 'busy'; readonly freeInMs: number };

/** An intent to commit, together with all that must become true in the same statement. */
export interface IntentCommit {
  readonly intentId: string;
  readonly kind: IntentKind;
  /** The order that is placed or cancelled. */
  readonly orderId: string | null;
  readonly request: Request;
  readonly signedAtMs: number;
  readonly windowMs: number;
  /** An entry: its row takes the key and a slot, and only while entries are on and somebody protects. */
  readonly newPosition?: NewPosition;
  readonly newOrder?: NewOrder;
  /** This order never again counts as a valid stop. */
  readonly cancelsOrderId?: string;
  /** This position becomes `closing`. */
  readonly closesPositionId?: string;
  /** The protective stop of a bare position may be placed although another request of the key is unanswered (the fence, rule 6). */
  readonly mayBreakQuiet: boolean;
  /** The exchange is known to hold nothing for the position any more, so its newest stop may go (the fence, rule 7). */
  readonly mayCancelNewest: boolean;
  readonly events: readonly NewEvent[];
}

export type RecordResult = 'recorded' | 'deposed';

/** What a key's release may ask for: attention again after so long. */
export interface Release {
  readonly dueInMs?: number;
}

export interface WaveSubmission {
  readonly source: string;
  readonly externalId: string;
  readonly contentHash: string;
  readonly atMs: number;
  readonly policy: WavePolicy;
  readonly signals: readonly NewSignal[];
  /** Signals that exit; absent: none. */
  readonly exits?: readonly NewWish[];
}

/** What a pass compares with the exchange. */
export interface AccountBooks {
  readonly rows: readonly LiveRow[];
  /** The operator has switched the clock's passes over the account off. */
  readonly isSyncOff: boolean;
}

export type NewSignal = Omit<SignalRecord, 'waveId' | 'rank' | 'isSelected' | 'hasLiveRow' | 'outcome' | 'source'>;

/** A signal that exits, as it is taken in. */
export type NewWish = Omit<Wish, 'source' | 'targetQuantity' | 'createdAtMs' | 'isHeld'>;

export type WaveAcceptance =
  | { readonly type: 'accepted'; readonly waveId: string; readonly repeated: readonly RepeatedSignal[] }
  | { readonly type: 'already_known'; readonly waveId: string; readonly status: string }
  /** The same sender's id with other content. */
  | { readonly type: 'conflict'; readonly waveId: string }
  /** It is older than what the books remember (ISO 8601), so whether it came before cannot be told. */
  | { readonly type: 'forgotten'; readonly keptSince: string };

/** A signal that came before, in this or another wave, and what became of it. */
export interface RepeatedSignal {
  readonly externalId: string;
  readonly outcome: SignalOutcome;
}

export interface WaveRecord {
  readonly id: string;
  readonly source: string;
  readonly externalId: string;
  readonly status: 'received' | 'running' | 'finished';
  readonly policy: WavePolicy;
  /** Milliseconds since the sender made it, on the database's clock. */
  readonly ageMs: number;
  readonly signals: readonly SignalRecord[];
  /** Keys of the signals that have a live row not opened by this wave: `symbolKeyText` plus leg. */
  readonly takenKeys: readonly string[];
  /** What was read for it so far. */
  readonly facts: WaveFacts;
  /** Keys of its signals that exit and have no outcome yet. */
  readonly wishedKeys: readonly SymbolKey[];
}

export interface WaveProgress {
  readonly ranks: readonly { readonly signalId: string; readonly rank: number }[];
  readonly selectedIds: readonly string[];
  /** Notionals of signals that name none; kept with the selection, so that a repetition is the same. */
  readonly sizes?: WavePlan['sizes'];
  readonly outcomes: readonly { readonly signalId: string; readonly outcome: Exclude<SignalOutcome, 'pending'>; readonly reason: string }[];
  readonly isFinished: boolean;
}

/** How long an unfinished wave is left alone by the sweep after somebody worked on it, in milliseconds. */
export const WAVE_LOOKS_APART_MS = 1_000;

/** Work that is due, re-derived from the database alone. */
export interface DueWork {
  readonly entries: readonly SymbolKey[];
  readonly protections: readonly SymbolKey[];
  readonly resyncs: readonly SymbolKey[];
  readonly waveIds: readonly string[];
  /** Until the next thing that is known to become due; null when nothing is. */
  readonly nextInMs: number | null;
}

export interface ReportEntry {
  readonly account: AccountKey;
  readonly symbol: string | null;
  readonly cause: string;
  readonly findings: readonly unknown[];
  readonly acts: readonly unknown[];
  readonly calls: number;
  readonly weight: number;
  readonly durationMs: number;
}

/** The books. Every method is one SQL statement; those that carry a promise check it inside that statement. */
export interface Store {
  claimKey(key: SymbolKey, holder: string, leaseMs: number): Promise<ClaimAttempt>;
  /** Guarded by the claim; lowers the fence no further than the latest unanswered expiry. A lost claim is no error. */
  releaseKey(claim: Claim, release: Release): Promise<void>;
  /** Makes the key due again, whoever holds it. */
  makeDue(key: SymbolKey, inMs: number): Promise<void>;
  readKey(key: SymbolKey): Promise<KeyRecords>;
  commitIntent(claim: Claim, commit: IntentCommit, bounds: Bounds): Promise<CommitResult>;
  /** Writes facts and their events, and releases the claim in the same statement if asked to. */
  record(claim: Claim, facts: Facts, release?: Release): Promise<RecordResult>;
  /** Writes page and event without a claim: for what must be told although nothing may be changed. */
  quarantineKey(claim: Claim, reason: string): Promise<void>;
  readLiveRows(account: AccountKey): Promise<AccountBooks>;
  acceptWave(wave: WaveSubmission): Promise<WaveAcceptance>;
  readWave(waveId: string): Promise<WaveRecord | null>;
  /** Keeps what was read for a wave, and gives back all that is kept: of two that read the same, the first one's counts for both. */
  keepWaveFacts(waveId: string, facts: WaveFacts): Promise<WaveFacts>;
  /** Guarded: a signal that has an outcome or is selected already keeps it. Each outcome that is given has its event. */
  recordWaveProgress(waveId: string, progress: WaveProgress): Promise<void>;
  /** Keys of this worker's accounts that need attention now. */
  readDueWork(accounts: readonly AccountKey[], limit: number): Promise<DueWork>;
  addReport(report: ReportEntry): Promise<void>;
  /** Registers the account's row with its mode and limits; keeps its switches. A limit that is not given is taken away. */
  configureAccount(account: AccountKey, mode: AccountMode, positionsMax: number, limits?: AccountLimits): Promise<void>;
  /** Sets the limits that accounts share; one that is not given is taken away. */
  configureFleetLimits(limits: FleetLimits): Promise<void>;
  /** Says that this worker lives. Throws if the database's durability is off or its clock stepped back. */
  beat(worker: WorkerIdentity): Promise<void>;
  /** Whether some claim of the key was taken after this epoch: somebody attends to it. */
  isTakenAfter(claim: Claim): Promise<boolean>;
}

export interface WorkerIdentity {
  readonly id: string;
  readonly role: WorkerRole;
  readonly version: string;
  readonly host: string;
  readonly pid: number;
}

export type WorkerRole = 'wave-worker' | 'sync-worker' | 'stop-worker' | 'stream-listener';

/** A mutual exclusion that saves work but carries no promise: safety rests on the claim. */
export interface KeyLock {
  /** `unavailable`: Redis is gone, and work goes on without. */
  acquire(key: SymbolKey): Promise<{ readonly type: 'acquired'; release(): Promise<void> } | { readonly type: 'busy' } | { readonly type: 'unavailable' }>;
}

/** Wakes the workers. Every method fails fast; a lost job costs delay only, because the sweeper finds all due work again. */
export interface Jobs {
  enqueueWave(waveId: string): Promise<void>;
  enqueueEntry(key: SymbolKey): Promise<void>;
  enqueueProtection(key: SymbolKey): Promise<void>;
  enqueueResync(key: SymbolKey, cause: string): Promise<void>;
  enqueueAccountResync(account: AccountKey, cause: string): Promise<void>;
}

/** One line a happening: an event name and fields, never prose. */
export interface Log {
  info(event: string, fields: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields: Readonly<Record<string, unknown>>): void;
  error(event: string, fields: Readonly<Record<string, unknown>>): void;
}

/** Time and identity, handed in so that the storm can own them. */
export interface Runtime {
  newId(): string;
  wait(ms: number): Promise<void>;
  monotonicMs(): number;
}

/** What an account may do and how, from configuration. */
export interface AccountRules {
  readonly key: AccountKey;
  readonly mode: AccountMode;
  /** How the account is set at its exchange: never changed by us, and nothing is entered where it is otherwise. */
  readonly positionMode: PositionMode;
  readonly positionsMax: number;
  readonly limits?: AccountLimits;
  /** The stop of positions that came without one. */
  readonly stop: StopRule;
  readonly stopTrigger: TriggerType;
  /** What the exchange must be set to before an entry is sent; set by us where it differs and nothing is open. */
  readonly marginMode: MarginMode;
  readonly foreignPositions: ForeignPolicy;
  /** How far from the last price an entry may trade, in percent; absent: entries are market orders. */
  readonly entrySlippagePercentMax?: string | undefined;
  /** Whether entries bring a stop along, which the exchange must know; absent: no. */
  readonly attachStop?: boolean | undefined;
  /** Whether the stop of a position rests before its entry is sent; absent: no. */
  readonly stopFirst?: boolean | undefined;
}

/** Everything an operation works with. */
export interface Ports {
  readonly store: Store;
  readonly lock: KeyLock;
  readonly jobs: Jobs;
  readonly log: Log;
  readonly runtime: Runtime;
  readonly bounds: Bounds;
  /** Tells two deployments on one exchange account apart; part of every client order id. */
  readonly deployment: string;
  /** Throws for an account that is not configured. `purpose`: what its looks are for; default `read`. */
  exchange(account: AccountKey, purpose?: Purpose): Exchange;
  /** Throws for an account that is not configured. */
  rules(account: AccountKey): AccountRules;
  readonly accounts: readonly AccountKey[];
}
