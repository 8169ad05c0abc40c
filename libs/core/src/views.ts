import type { Decimal } from './decimal.ts';
import type { PositionKey, SymbolKey } from './key.ts';
import type { FillReport, OrderRecord, OrderReport } from './order.ts';
import type { MarginMode } from './request.ts';
import type { PositionRecord, PositionReport } from './position.ts';
import type { SignalRecord } from './signal.ts';
import type { Wish } from './wish.ts';
import type { UnansweredIntent } from './intent.ts';

export type AccountMode = 'observe' | 'protect' | 'trade';

/**
 * What was seen of a leg and is remembered until the leg is settled: `flat`, `orphan` and `drift` are the first of the two
 * reads that a fragile piece of evidence needs (E4); `told` and `booked` are notes that a page was written, or that
 * executions were handed to the books, so that neither is done again and again.
 */
export interface Sighting {
  readonly leg: PositionKey['leg'];
  readonly what: 'flat' | 'orphan' | 'drift' | 'told' | 'booked' | 'missed';
  /** The size that was seen, as a decimal string, so that two sights of different positions do not count as two of one; of a note, what it is about. */
  readonly quantity: string;
  /** On the database's clock. */
  readonly atMs: number;
}

/** One symbol key as the database knows it, read in one statement. Times are on the database's clock unless said otherwise. */
export interface KeyRecords {
  readonly key: SymbolKey;
  /** When it was read. */
  readonly nowMs: number;
  /** Live rows, and those closed as never filled within the last day (a late fill reopens them). */
  readonly positions: readonly PositionRecord[];
  /** Orders of those positions, and every unfinished order of the key. */
  readonly orders: readonly OrderRecord[];
  readonly intents: readonly UnansweredIntent[];
  /** The signal that the wave worker selected for this key and that has no outcome yet. */
  readonly signal: SignalRecord | null;
  /** Signals that exit and have no outcome yet, oldest first. */
  readonly wishes: readonly Wish[];
  readonly sightings: readonly Sighting[];
  readonly quarantineReason: string | null;
  readonly cooldownUntilMs: number | null;
  /** Client order ids of the newest orders that are not ours and were booked within the last hour, a hundred at most (foreign-writer.ts). */
  readonly foreignOrders: readonly string[];
  /** From then on the signal is older than its wave's policy lets it be; null without a signal. */
  readonly signalExpiresAtMs: number | null;
  /** No entry would be committed: the operator keeps them out, of the account or of the symbol, or the books were put back. */
  readonly areEntriesOff: boolean;
  /** A new stop or exit has a greater generation: in books that were put back, so that none gets the client id of one that they lost. 0 in others. */
  readonly generationFloor: number;
}

/** One symbol key as the exchange reports it: positions of all legs, and open orders of all lists. */
export interface KeyView {
  /** Every leg, flat ones with quantity zero: "flat" is a row that says 0, never an absence. */
  readonly positions: readonly PositionReport[];
  /** Every open order, plain and conditional. */
  readonly orders: readonly OrderReport[];
  readonly markPrice: Decimal;
  readonly lastPrice: Decimal;
}

/** Leverage and margin mode of a symbol, as the exchange has them set. */
export interface SymbolSettings {
  readonly leverage: number;
  readonly marginMode: MarginMode;
}

/** One symbol as an entry must see it: in the same look how it is set. */
export interface EntryView extends KeyView {
  readonly settings: SymbolSettings;
}

/** A whole account as the exchange reports it, in one bulk read. Flat positions are left out. */
export interface AccountView {
  readonly positions: readonly PositionReport[];
  readonly orders: readonly OrderReport[];
}

/** An execution together with the order that it belongs to, so that its cause can be told. */
export interface Execution {
  readonly fill: FillReport;
  /** null while the order could not be read. */
  readonly order: OrderReport | null;
}
