import { type AccountMode, type Decimal, exposureOf, isLive, isTerminal, isWithinLimit, type LimitName, ORDER_STATUSES, type OrderRole, POSITION_STATUSES, type PositionStatus, type requestEffect, type SignalOutcome, sumOf, ZERO } from '@breakwater/core';
import type { Claim } from '@breakwater/engine';
import type { AccountRow, ClaimRow, IdentityRow, IntentRow, OrderRow, PositionRow, SignalRow, WishRow, WorkerRow } from './memory-books.ts';

/**
 * What the books refuse, one question a guard: the conditions of the SQL statements and the unique rules, each as a pure
 * function, in one object. A store is made with these; a mutant is a store made with one of them replaced, so nothing in
 * a statement knows that it is on trial.
 */
export interface StoreGuards {
  /** The fence, rule 1: whether a claim may be taken. */
  fencePassed(claim: ClaimRow, nowMs: number): boolean;
  /** Rule 1 too: whether an attempt raises the epoch; raising first and waiting then lets two workers depose each other. */
  raisesEpoch(claim: ClaimRow, nowMs: number): boolean;
  /** Rule 3: whether a write's claim is still the key's. */
  holderAndEpoch(row: ClaimRow, claim: Claim): boolean;
  /** Rule 8: whether a release's claim is still the key's. */
  releaseGuarded(row: ClaimRow, claim: Claim): boolean;
  /** Rule 8: how far a release lowers the fence, given the unanswered requests. */
  fenceAfterRelease(unanswered: readonly IntentRow[], nowMs: number): number;
  /** Rule 3: how far a commit pushes the fence out. */
  fenceAfterCommit(fenceUntilMs: number, expiresAtMs: number): number;
  /** From when on the exchange refuses a request that is committed now. */
  expiresAt(nowMs: number, lifeMs: number): number;
  modeAllows(mode: AccountMode, effect: ReturnType<typeof requestEffect>): boolean;
  /** Rule 6, with its exception: whether this unanswered request keeps the next one back. */
  breaksQuiet(unanswered: IntentRow, role: OrderRole | null, mayBreakQuiet: boolean, nowMs: number): boolean;
  /** Rule 7 (I5): whether this stop of a live position may go, given all stops of that position. */
  newestStop(stop: OrderRow, position: PositionRow, stops: readonly OrderRow[]): boolean;
  /** The fence, rule 7: whether a live position has a stop of ours at rest that nobody means to cancel, so that the one that is a part of it may go. */
  hasRestingStop(position: PositionRow, stops: readonly OrderRow[]): boolean;
  /** Whether this worker counts as one that protects what an entry opens. */
  somebodyProtects(worker: WorkerRow, heartbeatMsMax: number, nowMs: number): boolean;
  /** I2: whether a signal may still be entered. */
  signalPending(signal: SignalRow | undefined): boolean;
  /** I2: whether an entry may pass although this is wanted out of its key. */
  entersBeside(wish: WishRow): boolean;
  /** I2: whether a wish, given all orders that were placed for it, still wants an exit of that much. */
  wishAllows(wish: WishRow, placed: readonly OrderRow[], quantity: Decimal | null): boolean;
  /** I11: whether this row may be exited, on behalf of this wish. */
  mayExit(position: PositionRow, wish: WishRow | null): boolean;
  /** Whether the amount of a wish may still be fixed. */
  targetMayBeFixed(wish: WishRow): boolean;
  entriesOn(account: AccountRow): boolean;
  /** The operator's switch of one symbol. */
  symbolOn(claim: ClaimRow): boolean;
  /** I10 */
  slotFree(account: AccountRow): boolean;
  /** I10: whether what an entry would come to keeps within a limit; null: it cannot be computed. */
  withinLimit(name: LimitName, would: Decimal | null, most: Decimal): boolean;
  /** I10: what a live row counts for; null: not known. */
  exposureOf(row: PositionRow, isFilling: boolean): Decimal | null;
  /** I10: whether another signal of a wave takes one of its places. */
  holdsPlace(outcome: SignalOutcome, hasLiveRow: boolean): boolean;
  /** I10: whether the result of a closed position is missing from a day's loss. */
  resultIsUnknown(row: PositionRow): boolean;
  /** I10: which rows hold a slot. */
  countsAsLive(status: PositionStatus): boolean;
  /** I1, the index `position_one_live_per_key`: whether two rows of one symbol key exclude each other. */
  oneLiveRowPerKey(row: PositionRow, other: PositionRow): boolean;
  /** I2, `position_one_per_signal`. */
  oneRowPerSignal(row: PositionRow, other: PositionRow): boolean;
  /** I2, `order_one_entry_per_position`. */
  oneEntryPerPosition(row: OrderRow, other: OrderRow): boolean;
  /** I2, `order_own_client_order_id_key`: of two orders of one account. */
  ownClientOrderIdOnce(row: OrderRow, other: OrderRow): boolean;
  /** `order_exchange_order_id_key`: of two orders of one symbol key. */
  exchangeOrderIdOnce(row: OrderRow, other: OrderRow): boolean;
  /** I9: whether a trade that is told again is left out. */
  tradeOnce(isBooked: boolean): boolean;
  /** I9: whether a trade that is told again goes over to this order: one that was booked as a stranger's, and is ours. */
  tradeBecomesOurs(before: OrderRow, after: OrderRow): boolean;
  /** Whether an intent may still be answered: final answers are never overwritten. */
  answerable(intent: IntentRow): boolean;
  /** The trigger `position_moves_forward`: what it says against a change, or null. */
  positionMovesForward(before: PositionRow, after: PositionRow): string | null;
  /** The trigger `order_moves_forward`. */
  orderMovesForward(before: OrderRow, after: OrderRow): string | null;
  /** Whether facts may settle a signal; a fill always wins. */
  signalMaySettle(before: SignalOutcome, after: SignalOutcome): boolean;
  /** Whether a wave may give a signal an outcome: not if it has one, nor if a row stands for it. */
  waveMaySettle(signal: SignalRow, hasRow: boolean): boolean;
  /** What is kept of what was read for a wave: of each market or balance the first reading. */
  keptFacts<Fact>(kept: Readonly<Record<string, Fact>>, read: Readonly<Record<string, Fact>>): Readonly<Record<string, Fact>>;
  /** When the cool-down after a closed position ends; null where none begins. */
  cooldownEnds(row: PositionRow, cooldownMs: number | undefined): number | null;
  /** I2: whether the books were put back, or are being recovered, so that they do not know what was entered and reduced. */
  areRestored(identity: IdentityRow | undefined): boolean;
  /** The epoch that a recovery gives to a claim: beyond all that were ever given (I3). */
  epochOfRecovery(claim: ClaimRow, nowMs: number): number;
  /** How far a recovery fences a claim, `untilMs` being when no request of the time before can take effect any more. */
  fenceOfRecovery(claim: ClaimRow, untilMs: number): number;
  /** Whether a recovery is at its end. */
  recoveryMayEnd(left: LeftOver): boolean;
}

/** What a recovery has not settled yet. */
export interface LeftOver {
  readonly disagreeing: readonly string[];
  readonly signals: number;
  readonly intents: number;
}

const FINISHED: readonly string[] = ['filled', 'canceled', 'rejected', 'expired'];
const isOwn = (row: ClaimRow, claim: Claim): boolean => row.holder === claim.holder && String(row.epoch) === claim.epoch;

/** The guards as the database has them. */
export const storeGuards: StoreGuards = {
  fencePassed: (claim, nowMs) => claim.fenceUntilMs <= nowMs,
  raisesEpoch: (claim, nowMs) => claim.fenceUntilMs <= nowMs,
  holderAndEpoch: isOwn,
  releaseGuarded: isOwn,
  fenceAfterRelease: (unanswered, nowMs) => unanswered.reduce((latestMs, intent) => Math.max(latestMs, intent.expiresAtMs), nowMs),
  fenceAfterCommit: (fenceUntilMs, expiresAtMs) => Math.max(fenceUntilMs, expiresAtMs),
  expiresAt: (nowMs, lifeMs) => nowMs + lifeMs,
  modeAllows: (mode, effect) => mode === 'trade' || (mode === 'protect' && effect === 'reduces'),
  breaksQuiet: (unanswered, role, mayBreakQuiet, nowMs) =>
    unanswered.expiresAtMs > nowMs &&
    (!mayBreakQuiet || ((unanswered.kind === 'place' || unanswered.kind === 'amend') && role === 'stop')),
  newestStop: (stop, position, stops) =>
    stop.role === 'stop' &&
    isLive(position.status) &&
    !stops.some((other) => other.generation > stop.generation && other.status === 'resting' && other.cancelIntendedAtMs === null),
  hasRestingStop: (position, stops) => isLive(position.status) && stops.some((stop) => stop.status === 'resting' && stop.cancelIntendedAtMs === null),
  somebodyProtects: (worker, heartbeatMsMax, nowMs) => worker.role === 'stop-worker' && worker.stoppedAtMs === null && worker.heartbeatAtMs >= nowMs - heartbeatMsMax,
  signalPending: (signal) => signal?.outcome === 'pending',
  entersBeside: (wish) => wish.outcome !== 'pending',
  wishAllows: (wish, placed, quantity) => wish.outcome === 'pending' && (wish.action === 'close' || (wish.action === 'reduce' && isWithin(wish, placed, quantity))),
  mayExit: (position, wish) => position.origin !== 'foreign' || wish?.coversForeign === true,
  targetMayBeFixed: (wish) => wish.targetQuantity === null,
  entriesOn: (account) => account.areEntriesEnabled,
  symbolOn: (claim) => claim.entriesOffAtMs === null,
  slotFree: (account) => account.livePositions < account.positionsMax,
  withinLimit: isWithinLimit,
  exposureOf: (row, isFilling) => exposureOf(row, row.plannedNotional, isFilling),
  holdsPlace: (outcome, hasLiveRow) => outcome === 'opened' || outcome === 'unknown' || hasLiveRow,
  resultIsUnknown: (row) => row.realisedPnl === null && row.closeReason !== 'duplicate',
  countsAsLive: isLive,
  oneLiveRowPerKey: (row, other) => row.leg === other.leg && isLive(row.status) && isLive(other.status),
  oneRowPerSignal: (row, other) => row.signalId !== null && row.signalId === other.signalId,
  oneEntryPerPosition: (row, other) => row.role === 'entry' && other.role === 'entry' && row.positionId !== null && row.positionId === other.positionId,
  ownClientOrderIdOnce: (row, other) => isNamedByUs(row) && isNamedByUs(other) && row.clientOrderId === other.clientOrderId,
  exchangeOrderIdOnce: (row, other) => row.exchangeOrderId !== null && row.list === other.list && row.exchangeOrderId === other.exchangeOrderId,
  tradeOnce: (isBooked) => isBooked,
  tradeBecomesOurs: (before, after) => before.role === 'foreign' && after.role !== 'foreign',
  answerable: (intent) => intent.outcome === 'open' || intent.outcome === 'unknown',
  positionMovesForward: (before, after) => {
    if (before.status === 'closed') {
      if (after.status === 'closed' || (before.closeReason === 'never_filled' && after.status === 'open')) return priceIsFinal(before, after);
      return `position ${before.id} is closed (${before.closeReason}) and cannot become ${after.status}`;
    }
    const isBack = POSITION_STATUSES.indexOf(after.status) < POSITION_STATUSES.indexOf(before.status);
    return isBack ? `position ${before.id} cannot go back from ${before.status} to ${after.status}` : priceIsFinal(before, after);
  },
  orderMovesForward: (before, after) => {
    if (ORDER_STATUSES.indexOf(after.status) < ORDER_STATUSES.indexOf(before.status) && before.status !== 'never_existed') {
      return `order ${before.clientOrderId} cannot go back from ${before.status} to ${after.status}`;
    }
    if (FINISHED.includes(before.status) && after.status !== before.status) return `order ${before.clientOrderId} is ${before.status} and cannot become ${after.status}`;
    return after.executedQuantity.lt(before.executedQuantity) ? `order ${before.clientOrderId}: executed quantity cannot shrink` : null;
  },
  signalMaySettle: (before, after) => before === 'pending' || before === 'unknown' || (after === 'opened' && (before === 'failed' || before.startsWith('skipped_'))),
  waveMaySettle: (signal, hasRow) => signal.outcome === 'pending' && !hasRow,
  keptFacts: (kept, read) => ({ ...read, ...kept }),
  cooldownEnds: ({ status, closeReason, closedAtMs }, cooldownMs) =>
    status === 'closed' && closeReason !== 'never_filled' && closeReason !== 'duplicate' && closedAtMs !== null && cooldownMs !== undefined ? closedAtMs + cooldownMs : null,
  areRestored: (identity) => identity !== undefined && (identity.recoveryBeganAtMs !== null || !identity.isHere),
  epochOfRecovery: (_, nowMs) => nowMs * 1_000,
  fenceOfRecovery: (claim, untilMs) => Math.max(claim.fenceUntilMs, untilMs),
  recoveryMayEnd: ({ disagreeing, signals, intents }) => disagreeing.length === 0 && signals === 0 && intents === 0,
};

/** What may still execute counts in full, what has ended with what it did. */
function isWithin({ targetQuantity }: WishRow, placed: readonly OrderRow[], quantity: Decimal | null): boolean {
  if (targetQuantity === null || quantity === null) return false;
  const taken = placed.map((order) => (isTerminal(order.status) ? (order.bookedQuantity.gt(order.executedQuantity) ? order.bookedQuantity : order.executedQuantity) : (order.quantity ?? ZERO)));
  return sumOf(taken).plus(quantity).lte(targetQuantity);
}

function priceIsFinal(before: PositionRow, after: PositionRow): string | null {
  if (before.entryPrice === null || (after.entryPrice !== null && after.entryPrice.eq(before.entryPrice))) return null;
  return `position ${before.id}: the entry price ${before.entryPrice.toFixed()} is final`;
}

/** Whether the id of an order's row is one of ours: a stop that was taken over (generation 0 and below) keeps the one of the program that placed it. */
function isNamedByUs({ role, generation }: OrderRow): boolean {
  return role !== 'foreign' && generation > 0;
}
