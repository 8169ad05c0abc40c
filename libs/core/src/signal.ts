import type { Decimal } from './decimal.ts';
import type { PositionKey } from './key.ts';
import type { PositionSide } from './order.ts';
import type { StopRule } from './stop-plan.ts';

export type SignalOutcome =
  | 'pending' | 'opened' | 'skipped_duplicate' | 'skipped_filter' | 'skipped_limit' | 'failed' | 'unknown'
  // Of signals that exit (wish.ts).
  | 'closed' | 'reduced' | 'stop_set' | 'skipped_no_position';

/** One wish to open a position, as the database holds it. */
export interface SignalRecord {
  readonly id: string;
  readonly waveId: string;
  /** The sender and its own id: what the entry's client order id is made of, so that two deliveries are one signal (I2). */
  readonly source: string;
  readonly externalId: string;
  readonly key: PositionKey;
  readonly side: PositionSide;
  readonly score: Decimal;
  readonly notional: Decimal | null;
  readonly leverage: number | null;
  readonly stopRule: StopRule | null;
  readonly rank: number | null;
  readonly isSelected: boolean;
  /** A row of it is not closed: it stands, or is held for a fill that may be late, whatever the signal was told. */
  readonly hasLiveRow: boolean;
  readonly outcome: SignalOutcome;
}
