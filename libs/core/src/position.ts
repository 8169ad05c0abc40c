import type { Decimal } from './decimal.ts';
import type { Leg } from './key.ts';
import type { PositionSide } from './order.ts';
import type { StopPlan } from './stop-plan.ts';

/**
 *   opening ─▶ open ─▶ closing ─▶ closed
 *      │         └─────────────────▲
 *      └───▶ closed (never_filled) ─▶ open, because a late fill always wins
 *
 * A status describes confirmed facts only.
 */
export const POSITION_STATUSES = ['opening', 'open', 'closing', 'closed'] as const;
export type PositionStatus = (typeof POSITION_STATUSES)[number];

export type PositionOrigin = 'signal' | 'adopted' | 'foreign' | 'imported';

export type CloseReason =
  | 'never_filled'
  | 'exit'
  | 'stop'
  | 'take_profit'
  | 'emergency'
  | 'manual'
  | 'liquidation'
  | 'adl'
  | 'settlement'
  | 'duplicate'
  | 'unknown';

/**
 * The one definition of "live", used by every reader, limit and sync alike; the partial unique index says the same in
 * the database, and a test compares the two (I1).
 */
export function isLive(status: PositionStatus): boolean {
  return status !== 'closed';
}

/** What the database says of a position. */
export interface PositionRecord {
  readonly id: string;
  readonly leg: Leg;
  readonly status: PositionStatus;
  readonly origin: PositionOrigin;
  readonly signalId: string | null;
  readonly side: PositionSide;
  readonly quantity: Decimal;
  readonly entryPrice: Decimal | null;
  readonly stopRule: StopPlan;
  /** Times of the exchange, in milliseconds. */
  readonly firstFillAtMs: number | null;
  readonly protectedAtMs: number | null;
  readonly bareSinceMs: number | null;
  readonly closeReason: CloseReason | null;
  readonly createdAtMs: number;
}

/** What the exchange said of one leg of a position, as it was received. Flat legs are quantity zero. */
export interface PositionReport {
  readonly symbol: string;
  readonly leg: Leg;
  readonly side: PositionSide;
  readonly quantity: Decimal;
  readonly entryPrice: Decimal;
  readonly markPrice: Decimal;
  readonly liquidationPrice: Decimal | null;
  /** When the exchange last changed it, in its own time. */
  readonly updatedAtMs: number;
}
