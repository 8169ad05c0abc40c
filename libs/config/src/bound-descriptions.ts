import type { Bounds } from '@breakwater/core';

/** What each bound means, for the reference in the docs; ARCHITECTURE.md says why each default is what it is. */
export const BOUND_DESCRIPTIONS: Readonly<Record<keyof Bounds, string>> = {
  notFindableMs: 'How long an accepted order may not be findable at the exchange yet, in milliseconds.',
  readsApartMs: 'The distance between two reads that count as two, in milliseconds.',
  clockErrorMsMax: "How far the measured offset to the exchange's clock may be wrong, in milliseconds; nothing is sent while it is not known better.",
  entryWindowMs: 'For how long the exchange may take an entry or a setting after it was signed, in milliseconds.',
  protectionWindowMs: 'The same of stops, cancels and closes, in milliseconds.',
  fenceSkewMs: 'Added to a window to get the fence, in milliseconds; at least clockErrorMsMax.',
  leaseMs: 'How long a claim lasts without a sign of life, in milliseconds.',
  handOffMs: 'How long the hand-off of a fresh fill may wait for a stop worker before the booking process protects by itself, in milliseconds.',
  stopRefusalsMax: 'Refusals of a stop after which its position is closed at market; so it is after as many stops of which nothing was heard for bareMsMax and notFindableMs together.',
  bareMsMax: 'Time bare after which a position is closed at market, in milliseconds.',
  neverFilledHoldMs: 'How long a row that never filled keeps its key and slot, in case the fill is only late, in milliseconds.',
  followEveryMs: 'How often the price of a position is looked at whose stop follows it, in milliseconds; its stop moves no more often.',
  vanishedPercentMax: 'The share of live positions, in percent, from which on their vanishing in one pass is not believed: only one of them is looked into until the next pass. Above 100 every answer is believed.',
  foreignOrdersPerHourMax: 'How many orders that are not ours may execute on a symbol within an hour. With one more, new entries of the symbol are switched off, and a page tells of it. From 100 on they never are.',
  heartbeatMsMax: "How old a stop worker's heartbeat may be while new entries are still let in, in milliseconds.",
};
