/**
 * The assumed bounds, all configuration; ARCHITECTURE.md gives each one's reason. Milliseconds where the name says so.
 *
 * I2, I3, I5, I10 and I11 hold outside them too, the other promises within.
 */
export interface Bounds {
  /** How long an accepted order may not be findable yet. */
  readonly notFindableMs: number;
  /** The distance between two reads that count as two. */
  readonly readsApartMs: number;
  /** How far the measured offset to the exchange's clock may be wrong; nothing is sent while it is not known to be less. */
  readonly clockErrorMsMax: number;
  /** `recvWindow` of entries and settings. */
  readonly entryWindowMs: number;
  /** `recvWindow` of stops, cancels and closes. */
  readonly protectionWindowMs: number;
  /** Added to a window to get the fence: the venue's tolerance of future time stamps and the clock error. */
  readonly fenceSkewMs: number;
  /** How long a claim lasts without a sign of life. */
  readonly leaseMs: number;
  /** How long a hand-off to the stop worker may wait to be taken before the booking process protects by itself. */
  readonly handOffMs: number;
  /** Refusals of a stop, and time bare, after which a position is closed at market. */
  readonly stopRefusalsMax: number;
  readonly bareMsMax: number;
  /** How long a row that never filled keeps its key and slot, in case the fill is only late. */
  readonly neverFilledHoldMs: number;
  /** How old a stop worker's heartbeat may be while new entries are still let in. */
  readonly heartbeatMsMax: number;
  /** How often the price of a position is looked at whose plan follows it; its stop moves no more often either. */
  readonly followEveryMs: number;
  /** The share of an account's live rows, in percent, from which on their vanishing in one pass is rather a bad answer than the truth. */
  readonly vanishedPercentMax: number;
  /** How many orders that are not ours may execute on a symbol within an hour: one more, and somebody else trades it. 100 and above: never. */
  readonly foreignOrdersPerHourMax: number;
}

export const DEFAULT_BOUNDS: Bounds = {
  notFindableMs: 60_000,
  readsApartMs: 3_000,
  clockErrorMsMax: 500,
  entryWindowMs: 5_000,
  protectionWindowMs: 3_000,
  fenceSkewMs: 1_500,
  leaseMs: 3_000,
  handOffMs: 250,
  stopRefusalsMax: 3,
  bareMsMax: 30_000,
  neverFilledHoldMs: 60_000,
  heartbeatMsMax: 10_000,
  followEveryMs: 10_000,
  vanishedPercentMax: 50,
  foreignOrdersPerHourMax: 3,
};
