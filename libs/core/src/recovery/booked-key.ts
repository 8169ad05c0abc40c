import type { OrderRecord, OrderReport } from '../order.ts';
import type { Sight } from '../reconcile/sight.ts';
import type { SignalRecord } from '../signal.ts';

/** An execution that the books have, and of whose order. */
export interface BookedTrade {
  readonly positionId: string | null;
  /** Booked as an order of ours; false: as a stranger's. */
  readonly isOwn: boolean;
  readonly clientOrderId: string;
}

/** An order of ours that has a row, with its ids at the exchange; null: not known to the books yet. */
export interface NamedOrder {
  readonly id: string;
  readonly positionId: string | null;
  /** Its position is closed, or it has none: nobody who mends the key looks for what it executed. */
  readonly isOver: boolean;
  readonly list: OrderRecord['list'];
  readonly exchangeOrderId: string | null;
  readonly childOrderId: string | null;
}

/** What the books have of one key, as far as it takes to tell what they lost. */
export interface BookedKey {
  /** By the exchange's trade id, those since the recovery's first instant. */
  readonly trades: ReadonlyMap<string, BookedTrade>;
  /** By client id, our orders that have a row of their own: several where a name was given again, because the books had lost that it was given. */
  readonly named: ReadonlyMap<string, readonly NamedOrder[]>;
  /** Signals that open and have no row, whatever their outcome. */
  readonly signals: readonly SignalRecord[];
  /** Those of them that have no final outcome and were there before the recovery began: whether they were entered is not known from the books. */
  readonly heldSignalIds: ReadonlySet<string>;
  /** Where the last recovery of the books made generations begin; 0: there was none. */
  readonly generationFloor: number;
}

/** Both sides of a key whose books were set back: a sight with all executions since, and our conditional orders among them. */
export interface LostSight {
  readonly sight: Sight;
  readonly booked: BookedKey;
  /** What the exchange says of stops of ours that executed, by client id: their executions bear the id of the plain order alone. */
  readonly stops: ReadonlyMap<string, OrderReport>;
}

/** Whether an order of ours that the exchange shows has a row: one of its name, and not known to be about another order. */
export function hasRow(booked: Pick<BookedKey, 'named'>, clientOrderId: string, exchangeOrderId: string): boolean {
  return rowOf(booked, clientOrderId, exchangeOrderId) !== undefined;
}

/** That row. */
export function rowOf({ named }: Pick<BookedKey, 'named'>, clientOrderId: string, exchangeOrderId: string): NamedOrder | undefined {
  return (named.get(clientOrderId) ?? []).find((row) => {
    if (row.exchangeOrderId === exchangeOrderId || row.childOrderId === exchangeOrderId) return true;
    return row.childOrderId === null && (row.list === 'conditional' || row.exchangeOrderId === null);
  });
}
