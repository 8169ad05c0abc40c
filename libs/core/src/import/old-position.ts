import type { Decimal } from '../decimal.ts';
import { derivedId } from '../derived-id.ts';
import type { Leg, SymbolKey } from '../key.ts';
import type { PositionSide } from '../order.ts';

/**
 * A row of the Python bot's `monitoring.positions`, as far as an import looks at it. What it says is a claim: the exchange is asked before
 * any of it counts.
 */
export interface OldPosition {
  /** The row's own id there. */
  readonly id: string;
  readonly side: PositionSide;
  readonly quantity: Decimal;
  /** null: none that is above zero. */
  readonly entryPrice: Decimal | null;
  /** Of the row, in milliseconds; null where the database has no such column. */
  readonly createdAtMs: number | null;
  /** When the position was opened, or else its row made, in milliseconds. */
  readonly openedAtMs: number | null;
  readonly closedAtMs: number | null;
  /** Where its stop was meant to trigger. */
  readonly stopPrice: Decimal | null;
  /** The exchange's ids of all orders that its row, its orders and its trades name: entry, stops, exits. */
  readonly orderIds: readonly string[];
  /** Whether anything shows that it was traded: the id of an entry order, an order or a trade. A row without was made up by a sync. */
  readonly hasProvenance: boolean;
  /** Why and with what result it ended, in the old books' own words; null: they do not say. */
  readonly told: { readonly reason: string | null; readonly realisedPnl: string | null };
}

/** One that is over. */
export type EndedPosition = OldPosition & { readonly closedAtMs: number };

/** The id of the row that an old one becomes here: the same at each import, so that none comes in twice. */
export function importedPositionId({ exchange, account, symbol }: SymbolKey, leg: Leg, { id, createdAtMs }: Pick<OldPosition, 'id' | 'createdAtMs'>): string {
  return derivedId('position', exchange, account, symbol, leg, 'imported', id, String(createdAtMs));
}
