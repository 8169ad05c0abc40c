import type { Demand, Notice } from '../budget.ts';

/** A request, as far as limits go. */
export interface LimitedCall {
  /** The name of ccxt's raw method. */
  readonly method: string;
  /** The request weight that it costs. */
  readonly weight: number;
}

/** A reply, as far as limits go. */
export interface LimitedReply {
  readonly httpStatus: number | null;
  /** Milliseconds; null when the exchange sent none. */
  readonly retryAfterMs: number | null;
  readonly body: string;
  /** By their names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** How the budgets of one account are called: what is per address, and what is per account. */
export interface BudgetNames {
  readonly address: string;
  readonly account: string;
}

/** What one exchange limits, and how it says so. */
export interface VenueLimits {
  /** Every budget that a request draws on or whose ban it obeys. */
  demandsOf(call: LimitedCall, names: BudgetNames): readonly Demand[];
  /** What a reply says; `ordinals` are those of the request's own grants, in the order of its demands. */
  readNotices(demands: readonly Demand[], ordinals: readonly number[], reply: LimitedReply): readonly Notice[];
}

/** A header that holds a whole number, or null. */
export function readCount(reply: LimitedReply, name: string): number | null {
  const text = reply.headers?.[name];
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
