import type { OrderReport } from '../order.ts';
import type { Sight } from '../reconcile/sight.ts';
import type { SignalRecord } from '../signal.ts';

/** An execution that the books have, and of whose order. */
export interface BookedTrade {
  readonly positionId: string | null;
  /** Booked as an order of ours; false: as a stranger's. */
  readonly isOwn: boolean;
  readonly clientOrderId: string;
}

/** What the books have of one key, as far as it takes to tell what they lost. */
export interface BookedKey {
  /** By the exchange's trade id, those since the recovery's first instant. */
  readonly trades: ReadonlyMap<string, BookedTrade>;
  /** Client ids of our orders that have a row of their own. */
  readonly clientOrderIds: ReadonlySet<string>;
  /** Signals that open and have no row, whatever their outcome. */
  readonly signals: readonly SignalRecord[];
  /** Those of them that have no outcome and were there before the recovery began: whether they were entered is not known from the books. */
  readonly heldSignalIds: ReadonlySet<string>;
}

/** Both sides of a key whose books were set back: a sight with all executions since, and our conditional orders among them. */
export interface LostSight {
  readonly sight: Sight;
  readonly booked: BookedKey;
  /** What the exchange says of stops of ours that executed, by client id: their executions bear the id of the plain order alone. */
  readonly stops: ReadonlyMap<string, OrderReport>;
}
