import type {
  AccountKey, AccountMode, Decimal, EvidenceGrade, ExchangeId, IntentKind, IntentOutcome, OrderRecord, OrderSide, PositionKey, PositionRecord, Request, Sighting,
  SignalOutcome, SignalRecord, SymbolKey, WaveFactsJson, Wish,
  WavePolicy,
} from '@breakwater/core';
import type { ReportEntry, WorkerIdentity } from '@breakwater/engine';

/**
 * The books in memory: one table of Postgres each, with rows that are never changed, only replaced. So a checker may keep
 * a row, and a snapshot is a copy of the tables alone. All times are milliseconds of the books' own clock, if nothing else
 * is said. `keyText` is the symbol key as one word (`symbolKeyText`).
 */
export interface MemoryBooks {
  /** One row, once there was a heartbeat: whether these books are kept where they were begun. */
  readonly identity: Map<'books', IdentityRow>;
  /** By account key text. */
  readonly accounts: Map<string, AccountRow>;
  /** By scope. */
  readonly fleetLimits: Map<string, FleetLimitRow>;
  /** By symbol key text. */
  readonly claims: Map<string, ClaimRow>;
  readonly positions: Map<string, PositionRow>;
  readonly orders: Map<string, OrderRow>;
  readonly intents: Map<string, IntentRow>;
  /** By symbol key text and trade id. */
  readonly fills: Map<string, FillRow>;
  readonly signals: Map<string, SignalRow>;
  /** Signals that exit: in Postgres rows of the same table. */
  readonly wishes: Map<string, WishRow>;
  readonly waves: Map<string, WaveRow>;
  readonly workers: Map<string, WorkerRow>;
  readonly pages: Map<string, PageRow>;
  /** Only ever longer. */
  readonly events: EventRow[];
  readonly reports: ReportRow[];
}

export interface IdentityRow {
  /** False in a copy that was put back, until it is recovered. */
  readonly isHere: boolean;
  readonly recoveryBeganAtMs: number | null;
  /** Whether the recovery that is under way was begun in this copy. */
  readonly isRecoveryHere: boolean;
  /** Until then requests of the time before may take effect. */
  readonly fencedUntilMs: number | null;
  /** Generations of stops and exits are greater. */
  readonly generationFloor: number;
  /** How often they were put back: tells ids apart that would be given again. */
  readonly copies: number;
}

export interface AccountRow extends AccountKey {
  readonly mode: AccountMode;
  readonly positionsMax: number;
  /** Counted by whoever writes a live row (I10). */
  readonly livePositions: number;
  readonly areEntriesEnabled: boolean;
  readonly entriesOffAtMs: number | null;
  readonly syncOffAtMs: number | null;
  readonly exposureMax: Decimal | null;
  readonly symbolExposureMax: Decimal | null;
  readonly dailyLossMax: Decimal | null;
  /** While the books are recovered: whether entries are on after it. */
  readonly entriesBeforeRecovery: boolean | null;
  readonly recoveredAtMs: number | null;
}

/** What several accounts are held to together (I10). */
export interface FleetLimitRow {
  readonly scope: ExchangeId | 'fleet';
  readonly positionsMax: number | null;
  readonly exposureMax: Decimal | null;
}

export interface ClaimRow {
  readonly key: SymbolKey;
  readonly keyText: string;
  readonly epoch: number;
  readonly holder: string | null;
  readonly fenceUntilMs: number;
  readonly dueAtMs: number | null;
  readonly sightings: readonly Sighting[];
  readonly quarantineReason: string | null;
  readonly quarantinedAtMs: number | null;
  readonly cooldownUntilMs: number | null;
  /** Since when the operator keeps new entries of the symbol out. */
  readonly entriesOffAtMs: number | null;
}

export interface PositionRow extends PositionRecord {
  readonly key: SymbolKey;
  readonly keyText: string;
  readonly bareMs: number;
  readonly closedAtMs: number | null;
  readonly realisedPnl: Decimal | null;
  readonly plannedNotional: Decimal | null;
}

/** `bookedQuantity` is the sum of the order's fills, kept here by whoever books one. */
export interface OrderRow extends OrderRecord {
  readonly key: SymbolKey;
  readonly keyText: string;
  readonly acceptedAtMs: number | null;
}

export interface IntentRow {
  readonly id: string;
  readonly key: SymbolKey;
  readonly keyText: string;
  readonly epoch: string;
  readonly kind: IntentKind;
  readonly orderId: string | null;
  readonly request: Request;
  /** On the exchange's clock. */
  readonly signedAtMs: number;
  readonly expiresAtMs: number;
  readonly outcome: IntentOutcome;
  readonly evidence: EvidenceGrade | null;
  readonly answer: Readonly<Record<string, string>> | null;
  readonly answeredAtMs: number | null;
  readonly missedAtMs: number | null;
  readonly createdAtMs: number;
}

export interface FillRow {
  readonly keyText: string;
  readonly orderId: string;
  readonly tradeId: string;
  readonly side: OrderSide;
  readonly quantity: Decimal;
  readonly price: Decimal;
  readonly fee: Decimal;
  readonly feeAsset: string;
  readonly realisedPnl: Decimal;
  /** On the exchange's clock. */
  readonly atMs: number;
}

export interface SignalRow extends Omit<SignalRecord, 'isSelected' | 'hasLiveRow'> {
  readonly key: PositionKey;
  readonly keyText: string;
  readonly selectedAtMs: number | null;
  readonly reason: string | null;
  readonly outcomeAtMs: number | null;
}

export interface WishRow extends Omit<Wish, 'isHeld'> {
  readonly keyText: string;
  readonly waveId: string;
  readonly outcome: SignalOutcome;
  readonly reason: string | null;
  readonly outcomeAtMs: number | null;
}

export interface WaveRow {
  readonly id: string;
  readonly source: string;
  readonly externalId: string;
  readonly contentHash: string;
  readonly policy: WavePolicy;
  readonly status: 'received' | 'running' | 'finished';
  /** On the sender's clock. */
  readonly atMs: number;
  readonly receivedAtMs: number;
  readonly workedAtMs: number | null;
  readonly finishedAtMs: number | null;
  readonly facts: WaveFactsJson;
}

export interface WorkerRow extends WorkerIdentity {
  readonly startedAtMs: number;
  readonly heartbeatAtMs: number;
  readonly stoppedAtMs: number | null;
}

export interface PageRow {
  readonly id: string;
  readonly subject: string;
  readonly text: string;
  /** The symbol key that it is about, or the account key. */
  readonly about: string;
  readonly raisedAtMs: number;
  readonly raisedCount: number;
  readonly acknowledgedAtMs: number | null;
}

export interface EventRow {
  readonly atMs: number;
  readonly keyText: string;
  readonly positionId: string | null;
  readonly type: string;
  readonly evidence: EvidenceGrade | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly worker: string | null;
}

export interface ReportRow extends ReportEntry {
  readonly atMs: number;
}

/** Empty books. Any number of stores, one a worker, may work on them. */
export function createMemoryBooks(): MemoryBooks {
  return {
    identity: new Map(), accounts: new Map(), fleetLimits: new Map(), claims: new Map(), positions: new Map(), orders: new Map(), intents: new Map(), fills: new Map(), signals: new Map(), wishes: new Map(),
    waves: new Map(),
    workers: new Map(), pages: new Map(), events: [], reports: [],
  };
}

/** A snapshot to go back to or to compare with: the tables are copied, the rows shared, because no row ever changes. */
export function copyBooks(books: MemoryBooks): MemoryBooks {
  return {
    identity: new Map(books.identity), accounts: new Map(books.accounts), fleetLimits: new Map(books.fleetLimits), claims: new Map(books.claims), positions: new Map(books.positions), orders: new Map(books.orders),
    intents: new Map(books.intents), fills: new Map(books.fills), signals: new Map(books.signals), wishes: new Map(books.wishes), waves: new Map(books.waves),
    workers: new Map(books.workers), pages: new Map(books.pages), events: [...books.events], reports: [...books.reports],
  };
}

/**
 * Puts books back to what a snapshot of them holds, as a database that is restored: from then on they are a copy, and say so. What was
 * written since is lost, and whoever works on them finds it gone.
 */
export function putBack(books: MemoryBooks, snapshot: MemoryBooks): void {
  const copies = (books.identity.get('books')?.copies ?? 0) + 1;
  const earlier = copyBooks(snapshot);
  for (const [name, table] of Object.entries(books) as [keyof MemoryBooks, Map<string, unknown> | unknown[]][]) {
    const before = earlier[name];
    if (Array.isArray(table)) table.splice(0, table.length, ...(before as unknown[]));
    else {
      table.clear();
      for (const [id, row] of before as Map<string, unknown>) table.set(id, row);
    }
  }
  const own = books.identity.get('books');
  if (own !== undefined) books.identity.set('books', { ...own, isHere: false, isRecoveryHere: false, copies });
}
