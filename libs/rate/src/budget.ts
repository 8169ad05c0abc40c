import { allowanceOf, type Priority } from './priority.ts';

/** What one request takes from one budget. 0: it costs nothing there, and still obeys a ban. */
export interface Demand {
  /** The budget's name; requests that share it share the budget. */
  readonly budget: string;
  /** What the exchange allows within a window. */
  readonly limit: number;
  readonly windowMs: number;
  readonly amount: number;
}

/** What is known of one budget. Every change makes a new one. */
export interface Budget {
  /** What was granted, by the slice of time in which it was answered; what was not yet stands a window ahead. */
  readonly slices: ReadonlyMap<number, number>;
  /** All that was ever granted: the ordinal of the last grant. */
  readonly granted: number;
  /** What the exchange said was used, in the reply to the grant of that ordinal; believed until then. */
  readonly told: { readonly used: number; readonly ordinal: number; readonly untilMs: number } | null;
  /** Nobody asks before. */
  readonly blockedUntilMs: number;
}

/** All demands of a request are met together, or none is. Ordinals and what is used now are in the order of the demands. */
export type Decision =
  | { readonly type: 'granted'; readonly ordinals: readonly number[]; readonly used: readonly number[] }
  | { readonly type: 'wait'; readonly budget: string; readonly waitMs: number; readonly isBlocked: boolean };

/**
 * What an exchange's reply says of a budget: how much of it is used, or that nobody may draw on it for a while. Or what became of a grant: its
 * request was answered, or (the one of that ordinal) it was not used and never will be.
 */
export type Notice =
  | { readonly type: 'told'; readonly budget: string; readonly windowMs: number; readonly used: number; readonly ordinal: number }
  | { readonly type: 'blocked'; readonly budget: string; readonly forMs: number }
  | { readonly type: 'answered'; readonly budget: string; readonly windowMs: number; readonly amount: number }
  | { readonly type: 'returned'; readonly budget: string; readonly windowMs: number; readonly amount: number; readonly ordinal: number };

export const UNUSED: Budget = { slices: new Map(), granted: 0, told: null, blockedUntilMs: 0 };

/** Into how many slices a window is cut. */
export const SLICES = 20;
/**
 * For how many slices a grant counts from the reply on. Two more than a window has: the one that is not over yet, and one for the clocks of
 * two machines.
 */
export const SLICES_KEPT = SLICES + 2;
/**
 * How many slices ahead a grant stands until its reply is here. The exchange counts a request when it arrives, and nobody knows when that is:
 * a process may write down an intent before it sends, and be slow. No sooner than it was granted, no later than it was answered.
 */
export const SLICES_AHEAD = SLICES;

/** Whether a request may go now, and if not, in how many milliseconds to ask again. Changes nothing. */
export function decide(budgets: readonly Budget[], demands: readonly Demand[], priority: Priority, nowMs: number): Decision {
  const judged = demands.map((demand, index) => judge(budgets[index] ?? UNUSED, demand, priority, nowMs));
  const worst = judged.reduce((longest, one) => (one.waitMs > longest.waitMs ? one : longest), { budget: '', waitMs: 0, isBlocked: false, ordinal: 0, used: 0 });
  if (worst.waitMs > 0) return { type: 'wait', budget: worst.budget, waitMs: worst.waitMs, isBlocked: worst.isBlocked };
  return { type: 'granted', ordinals: judged.map(({ ordinal }) => ordinal), used: judged.map(({ used }) => used) };
}

function judge(budget: Budget, { budget: name, limit, windowMs, amount }: Demand, priority: Priority, nowMs: number) {
  const kept = keep(budget, windowMs, nowMs);
  const own = [...kept.values()].reduce((sum, count) => sum + count, 0);
  const told = budget.told !== null && nowMs < budget.told.untilMs ? budget.told : null;
  const toldUsed = told === null ? 0 : told.used + budget.granted - told.ordinal;
  const result = { budget: name, ordinal: budget.granted + amount, used: Math.max(own, toldUsed) + amount };
  if (budget.blockedUntilMs > nowMs) return { ...result, waitMs: budget.blockedUntilMs - nowMs, isBlocked: true };
  if (amount === 0) return { ...result, waitMs: 0, isBlocked: false };
  const allowance = allowanceOf(limit, priority);
  // What is larger than its allowance goes alone, or it would never go.
  const free = allowance - Math.min(amount, allowance);
  const toldWaitMs = told !== null && toldUsed > free ? told.untilMs - nowMs : 0;
  return { ...result, waitMs: Math.max(toldWaitMs, untilFree(kept, own - free, windowMs, nowMs)), isBlocked: false };
}

/** When the oldest grants that make up the excess have ceased to count, in milliseconds from now, if what is under way is answered at once. */
function untilFree(kept: ReadonlyMap<number, number>, excess: number, windowMs: number, nowMs: number): number {
  const current = sliceAt(windowMs, nowMs);
  let left = excess;
  let waitMs = 0;
  for (const slice of [...kept.keys()].toSorted((a, b) => a - b)) {
    if (left <= 0) break;
    left -= kept.get(slice) ?? 0;
    waitMs = (Math.min(slice, current) + SLICES_KEPT) * (windowMs / SLICES) - nowMs;
  }
  return waitMs;
}

/** The slices that still count. */
function keep({ slices }: Budget, windowMs: number, nowMs: number): ReadonlyMap<number, number> {
  const current = sliceAt(windowMs, nowMs);
  return new Map([...slices].filter(([slice]) => slice > current - SLICES_KEPT));
}

const sliceAt = (windowMs: number, nowMs: number): number => Math.floor(nowMs / (windowMs / SLICES));

/** The budget after a demand on it was granted. */
export function charge(budget: Budget, { windowMs, amount }: Demand, nowMs: number): Budget {
  const slices = new Map(keep(budget, windowMs, nowMs));
  const slice = sliceAt(windowMs, nowMs) + SLICES_AHEAD;
  if (amount > 0) slices.set(slice, (slices.get(slice) ?? 0) + amount);
  return { ...budget, slices, granted: budget.granted + amount };
}

/**
 * The budget after a reply. What the exchange says of an earlier request than it last spoke of is old news; what was granted after
 * the request that it speaks of comes on top of it. A ban is never shortened.
 */
export function takeNotice(budget: Budget, notice: Notice, nowMs: number): Budget {
  if (notice.type === 'blocked') return { ...budget, blockedUntilMs: Math.max(budget.blockedUntilMs, nowMs + notice.forMs) };
  if (notice.type === 'answered') return land(budget, notice, nowMs);
  if (notice.type === 'returned') return takeBack(budget, notice, nowMs);
  const ordinal = Math.min(notice.ordinal, budget.granted);
  if (budget.told !== null && nowMs < budget.told.untilMs && ordinal < budget.told.ordinal) return budget;
  return { ...budget, told: { used: notice.used, ordinal, untilMs: nowMs + notice.windowMs } };
}

/** The budget after a request was answered: it counts from now. One whose window under way is over stays where it is. */
function land(budget: Budget, { windowMs, amount }: Extract<Notice, { type: 'answered' }>, nowMs: number): Budget {
  const slices = new Map(keep(budget, windowMs, nowMs));
  const current = sliceAt(windowMs, nowMs);
  const landed = amount - takeOff(slices, amount, underWay(slices, current));
  slices.set(current, (slices.get(current) ?? 0) + landed);
  return { ...budget, slices };
}

/**
 * The budget after a grant came back unused. It is taken off what is under way, where it stands itself; or else off the oldest grants that
 * still count: those cease to count first, so that nothing that was used does so before its time. What the exchange told of a later request
 * never had it in.
 */
function takeBack(budget: Budget, { windowMs, amount, ordinal }: Extract<Notice, { type: 'returned' }>, nowMs: number): Budget {
  const slices = new Map(keep(budget, windowMs, nowMs));
  const left = takeOff(slices, amount, underWay(slices, sliceAt(windowMs, nowMs)));
  takeOff(slices, left, [...slices.keys()].toSorted((a, b) => a - b));
  const { told } = budget;
  const isCounted = told !== null && nowMs < told.untilMs && ordinal > told.ordinal;
  return { ...budget, slices, told: isCounted ? { ...told, used: told.used - amount } : told };
}

/** The slices of what has no reply yet, the oldest first. */
function underWay(slices: ReadonlyMap<number, number>, current: number): number[] {
  return [...slices.keys()].filter((slice) => slice > current).toSorted((a, b) => a - b);
}

/** Takes an amount off those slices, in their order; returns what they did not have. */
function takeOff(slices: Map<number, number>, amount: number, from: readonly number[]): number {
  let left = amount;
  for (const slice of from) {
    const taken = Math.min(left, slices.get(slice) ?? 0);
    slices.set(slice, (slices.get(slice) ?? 0) - taken);
    left -= taken;
  }
  return left;
}
