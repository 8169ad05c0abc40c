/**
 * What the Python bot left in its schema `monitoring`, as far as a clean-up looks at it. Its tables have no foreign keys, and a child names its
 * position as text. A column that a database does not have reads as null.
 */

export interface LegacyPosition {
  readonly id: string;
  readonly symbol: string;
  readonly exchange: string;
  readonly side: string | null;
  readonly status: string;
  /** Of the entry order; null for rows that the synchroniser made up. */
  readonly exchangeOrderId: string | null;
  readonly signalId: string | null;
  readonly exitReason: string | null;
  /** Times as Postgres writes them. */
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
  readonly closedAt: string | null;
}

export type ChildTable = 'orders' | 'trades';

/** An order or a trade. */
export interface LegacyChild {
  readonly table: ChildTable;
  readonly id: string;
  readonly positionId: string | null;
  readonly symbol: string | null;
  readonly exchange: string | null;
  /** The order's own id at the exchange; of a trade, that of its order. */
  readonly exchangeOrderId: string | null;
  readonly createdAt: string | null;
}

/** All of it, each list oldest first. */
export interface LegacyRows {
  readonly positions: readonly LegacyPosition[];
  readonly children: readonly LegacyChild[];
}

/** The states in which a row of the bot holds its symbol: three while it is being born, and `active`. */
export const LIVE_STATUSES: readonly string[] = ['pending_entry', 'entry_placed', 'pending_sl', 'active'];
/** The states that are over. A row in any other state is told of and left alone. */
export const ENDED_STATUSES: readonly string[] = ['closed', 'failed', 'rolled_back', 'canceled', 'cancelled'];
