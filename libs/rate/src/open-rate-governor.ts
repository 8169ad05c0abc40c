import type { AccountKey } from '@breakwater/core';
import { accountKeyText, type ExchangeId } from '@breakwater/core';
import type { Log } from '@breakwater/engine';
import type { Decision, Demand, Notice } from './budget.ts';
import { openSharedBudgets, type SharedBudgets } from './shared-budgets.ts';
import { PRIORITIES, type Priority } from './priority.ts';
import { openTally, type RateUsage } from './tally.ts';
import { binanceLimits } from './venues/binance-limits.ts';
import { bybitLimits } from './venues/bybit-limits.ts';
import type { LimitedCall, LimitedReply, VenueLimits } from './venues/venue-limits.ts';

const LIMITS: Readonly<Record<ExchangeId, VenueLimits>> = { binance: binanceLimits, bybit: bybitLimits };

/** A request that asks to be let out. */
export interface AskingCall extends LimitedCall {
  readonly priority: Priority;
  /** How long it may wait here, in milliseconds; it is denied when that is not enough. */
  readonly waitMsMax: number;
}

/** Whether a request may go; whoever sends one tells what came back, and does not wait for a denied one. */
export type Admission =
  | { readonly type: 'admitted'; tell(reply: LimitedReply): Promise<void> }
  | { readonly type: 'denied'; readonly reason: string; readonly retryAfterMs: number };

/** The governor of one account's requests. */
export interface AccountGovernor {
  /** Lets a request out as soon as the budgets allow, or denies it. Never rejects. */
  admit(call: AskingCall): Promise<Admission>;
  /** What it let out, kept back and denied since it was opened. */
  usage(): RateUsage;
}

export interface RateGovernor {
  /** `origin` is where requests of the account go: an address has one budget for each. */
  governAccount(key: AccountKey, options: { readonly origin: string | null }): AccountGovernor;
  close(): void;
}

export interface RateGovernorOptions {
  readonly redisUrl: string;
  /** Namespaces the keys in Redis. */
  readonly prefix?: string;
  /** Told when the exchange keeps everybody out (`rate_blocked`), and when budgets are shared no more and again. */
  readonly log?: Pick<Log, 'warn' | 'info'>;
}

/**
 * Keeps all processes that share a Redis within the limits of each exchange, together: per address and per account, weights
 * corrected by what the exchange says, a share of each budget reserved for what is more urgent. Without Redis each process has a
 * tenth to itself, and obeys the bans that it knows of.
 */
export function openRateGovernor({ redisUrl, prefix = 'breakwater', log }: RateGovernorOptions): RateGovernor {
  const budgets = openSharedBudgets({ redisUrl, prefix, ...(log === undefined ? {} : { log }) });
  return {
    governAccount: (key, { origin }) => governAccount(key, origin, budgets, log),
    close: () => budgets.close(),
  };
}

function governAccount(key: AccountKey, origin: string | null, budgets: SharedBudgets, log: RateGovernorOptions['log']): AccountGovernor {
  const limits = LIMITS[key.exchange];
  const venue = `${key.exchange}.${origin === null ? 'exchange' : new URL(origin).host}`;
  const names = { address: venue, account: `${venue}.${key.account}` };
  const nicknameOf = (budget: string): string => budget.slice(budget.lastIndexOf('.') + 1);
  const tally = openTally(PRIORITIES, budgets.isShared);

  function admitted(demands: readonly Demand[], granted: Extract<Decision, { type: 'granted' }>, note: (notices: readonly Notice[]) => Promise<void>): Admission {
    demands.forEach(({ budget, amount }, index) => amount > 0 && tally.used(nicknameOf(budget), granted.used[index] ?? 0));
    return {
      type: 'admitted',
      async tell(reply) {
        const notices = limits.readNotices(demands, granted.ordinals, reply);
        for (const notice of notices) {
          if (notice.type === 'blocked') log?.warn('rate_blocked', { account: accountKeyText(key), budget: nicknameOf(notice.budget), forMs: notice.forMs });
        }
        const noted = note(notices);
        // A ban is known to everybody before its reply goes on; what is used may be known a little later.
        if (notices.some(({ type }) => type === 'blocked')) await noted;
      },
    };
  }

  return {
    usage: tally.read,
    async admit({ priority, waitMsMax, ...call }) {
      const demands = limits.demandsOf(call, names);
      const beganAtMs = performance.now();
      for (;;) {
        const { decision, note } = await budgets.reserve(demands, priority);
        const waitedMs = performance.now() - beganAtMs;
        if (decision.type === 'granted') {
          tally.admitted(priority, waitedMs);
          return admitted(demands, decision, note);
        }
        if (waitedMs + decision.waitMs > waitMsMax) {
          tally.denied(priority);
          const why = decision.isBlocked ? 'the exchange keeps it closed' : `it is used up for ${priority}`;
          return { type: 'denied', reason: `no rate budget: ${nicknameOf(decision.budget)}, ${why} for ${Math.ceil(decision.waitMs)} ms`, retryAfterMs: Math.ceil(decision.waitMs) };
        }
        tally.kept(priority);
        await new Promise((resolve) => setTimeout(resolve, Math.ceil(decision.waitMs)));
      }
    },
  };
}
