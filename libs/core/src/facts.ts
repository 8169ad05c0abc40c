import type { EvidenceGrade } from './evidence.ts';
import type { IntentOutcome } from './intent.ts';
import type { OrderRecord, OrderStatus, FillReport } from './order.ts';
import type { CloseReason, PositionRecord, PositionStatus } from './position.ts';
import type { SignalOutcome } from './signal.ts';
import type { Sighting } from './views.ts';

/**
 * What has come to be known, to be written in one statement together with its events (I9). Decisions produce facts;
 * the store writes them, guarded by the claim; nothing else changes a row.
 *
 * What is new is written before what changes; the entries of one list are written in no order, so none of them may rest on another.
 */
export interface Facts {
  readonly answers?: readonly IntentAnswer[];
  /** Intents not found by a look that was late enough; a second look must agree. */
  readonly missedIntentIds?: readonly string[];
  readonly newPositions?: readonly NewPosition[];
  readonly positions?: readonly PositionChange[];
  readonly newOrders?: readonly NewOrder[];
  readonly orders?: readonly OrderChange[];
  readonly fills?: readonly NewFill[];
  readonly signals?: readonly SignalChange[];
  /** Amounts of `reduce` signals, each fixed once. */
  readonly wishTargets?: readonly WishTarget[];
  readonly events?: readonly NewEvent[];
  /** Replaces the key's sightings. */
  readonly sightings?: readonly Sighting[];
  readonly pages?: readonly NewPage[];
  /** New entries of the key are off from now on, as if a person had switched them off. */
  readonly entriesOff?: true;
}

export interface IntentAnswer {
  readonly intentId: string;
  readonly outcome: Exclude<IntentOutcome, 'open'>;
  readonly evidence: EvidenceGrade | null;
  /** The exchange's code and words, or how it was found out. */
  readonly answer: Readonly<Record<string, string>>;
}

export type NewPosition = Pick<PositionRecord, 'id' | 'leg' | 'status' | 'origin' | 'signalId' | 'side' | 'quantity' | 'entryPrice' | 'stopRule' | 'firstFillAtMs' | 'bareSinceMs'> & {
  /** What an entry is planned to cost, in the quote currency: its exposure as long as it may still fill (I10). */
  readonly plannedNotional?: PositionRecord['quantity'];
};

export interface PositionChange {
  readonly id: string;
  readonly status?: PositionStatus;
  readonly quantity?: PositionRecord['quantity'];
  readonly entryPrice?: NonNullable<PositionRecord['entryPrice']>;
  readonly firstFillAtMs?: number;
  readonly protectedAtMs?: number;
  /** A number starts the bare clock, null stops it. */
  readonly bareSinceMs?: number | null;
  readonly addBareMs?: number;
  readonly closeReason?: CloseReason;
  /** The stop follows this from now on. */
  readonly stopRule?: PositionRecord['stopRule'];
  readonly closedAtMs?: number;
  /** null: not known. */
  readonly realisedPnl?: PositionRecord['entryPrice'];
}

export type NewOrder = Omit<OrderRecord, 'bookedQuantity' | 'createdAtMs' | 'cancelIntendedAtMs'>;

export interface OrderChange {
  readonly id: string;
  readonly status?: OrderStatus;
  readonly exchangeOrderId?: string;
  readonly childOrderId?: string;
  readonly executedQuantity?: OrderRecord['executedQuantity'];
  readonly averagePrice?: NonNullable<OrderRecord['averagePrice']>;
  readonly acceptedAtMs?: number;
}

export interface NewFill extends FillReport {
  readonly orderId: string;
}

export interface SignalChange {
  readonly id: string;
  readonly outcome: Exclude<SignalOutcome, 'pending'>;
  readonly reason: string;
}

export interface WishTarget {
  readonly id: string;
  readonly quantity: PositionRecord['quantity'];
}

export interface NewEvent {
  readonly positionId: string | null;
  /** What happened, in the past tense: `stop_placed`. */
  readonly type: string;
  readonly evidence: EvidenceGrade | null;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface NewPage {
  /** The same trouble told again counts up instead of paging twice. */
  readonly subject: string;
  readonly text: string;
}

/**
 * Puts several facts together; later lists follow earlier ones, the last sightings win. Changes of one position become
 * one change, because one statement can write a row only once.
 */
export function mergeFacts(all: readonly Facts[]): Facts {
  const merged: { -readonly [K in keyof Facts]: Facts[K] } = {};
  for (const facts of all) {
    if (facts.answers) merged.answers = [...(merged.answers ?? []), ...facts.answers];
    if (facts.missedIntentIds) merged.missedIntentIds = [...(merged.missedIntentIds ?? []), ...facts.missedIntentIds];
    if (facts.newPositions) merged.newPositions = [...(merged.newPositions ?? []), ...facts.newPositions];
    if (facts.positions) merged.positions = foldChanges([...(merged.positions ?? []), ...facts.positions]);
    if (facts.newOrders) merged.newOrders = [...(merged.newOrders ?? []), ...facts.newOrders];
    if (facts.orders) merged.orders = [...(merged.orders ?? []), ...facts.orders];
    if (facts.fills) merged.fills = [...(merged.fills ?? []), ...facts.fills];
    if (facts.signals) merged.signals = [...(merged.signals ?? []), ...facts.signals];
    if (facts.wishTargets) merged.wishTargets = [...(merged.wishTargets ?? []), ...facts.wishTargets];
    if (facts.events) merged.events = [...(merged.events ?? []), ...facts.events];
    if (facts.pages) merged.pages = [...(merged.pages ?? []), ...facts.pages];
    if (facts.sightings) merged.sightings = facts.sightings;
    if (facts.entriesOff) merged.entriesOff = true;
  }
  return merged;
}

/** Whether there is anything to write. */
export function hasFacts(facts: Facts): boolean {
  return facts.sightings !== undefined || Object.values(facts).some((list) => list.length > 0);
}

function foldChanges(changes: readonly PositionChange[]): PositionChange[] {
  const folded = new Map<string, PositionChange>();
  for (const change of changes) {
    const before = folded.get(change.id);
    folded.set(change.id, before === undefined ? change : { ...before, ...change, ...foldBareMs(before, change) });
  }
  return [...folded.values()];
}

/** Two stops found at once end the same bare time, and the earlier one ended it: it counts once (I4). */
function foldBareMs(a: PositionChange, b: PositionChange): { addBareMs?: number } {
  if (a.addBareMs === undefined || b.addBareMs === undefined) return {};
  return { addBareMs: a.bareSinceMs === null && b.bareSinceMs === null ? Math.min(a.addBareMs, b.addBareMs) : a.addBareMs + b.addBareMs };
}

/** The row as it is once a change is written. */
export function changedPosition(position: PositionRecord, change: PositionChange): PositionRecord {
  return {
    ...position,
    status: change.status ?? position.status,
    quantity: change.quantity ?? position.quantity,
    entryPrice: change.entryPrice ?? position.entryPrice,
    stopRule: change.stopRule ?? position.stopRule,
    firstFillAtMs: change.firstFillAtMs ?? position.firstFillAtMs,
    protectedAtMs: change.protectedAtMs ?? position.protectedAtMs,
    bareSinceMs: change.bareSinceMs === undefined ? position.bareSinceMs : change.bareSinceMs,
    closeReason: change.closeReason ?? (change.status === 'open' ? null : position.closeReason),
  };
}
