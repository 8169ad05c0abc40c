import { type AccountKey, accountKeyText } from '@breakwater/core';
import type { Log } from '@breakwater/engine';
import { type Decision, type Demand, type Notice, SLICES, SLICES_AHEAD } from './budget.ts';
import { PRIORITIES, type Priority } from './priority.ts';
import type { SharedBudgets } from './shared-budgets.ts';
import { openTally, type RateUsage } from './tally.ts';
import type { LimitedCall, LimitedReply, VenueLimits } from './venues/venue-limits.ts';

/** A request that asks to be let out. */
export interface AskingCall extends LimitedCall {
  readonly priority: Priority;
  /** How long it may wait here, in milliseconds; it is denied when that is not enough. */
  readonly waitMsMax: number;
}

/** Whether a request may go; whoever sends one tells what came back, whoever does not gives back what was granted. Nobody waits for a denied one. */
export type Admission =
  | { readonly type: 'admitted'; tell(reply: LimitedReply): Promise<void>; giveBack(): Promise<void> }
  | { readonly type: 'denied'; readonly reason: string; readonly retryAfterMs: number };

/** The governor of one account's requests. */
export interface AccountGovernor {
  /** Lets a request out as soon as the budgets allow, or denies it. Never rejects. */
  admit(call: AskingCall): Promise<Admission>;
  /** What it let out, kept back and denied since it was opened. */
  usage(): RateUsage;
}

export interface GovernAccountOptions {
  readonly key: AccountKey;
  /** Where requests of the account go: an address has one budget for each. null: the exchange itself. */
  readonly origin: string | null;
  readonly limits: VenueLimits;
  readonly budgets: SharedBudgets;
  /** The time of this process, handed in so that a simulation can own it. */
  readonly time: { monotonicMs(): number; wait(ms: number): Promise<void> };
  /** Told when the exchange keeps everybody out (`rate_blocked`). */
  readonly log?: Pick<Log, 'warn'>;
}

/** Keeps the requests of one account within budgets, wherever those are kept. */
export function governAccount({ key, origin, limits, budgets, time, log }: GovernAccountOptions): AccountGovernor {
  const venue = `${key.exchange}.${origin === null ? 'exchange' : new URL(origin).host}`;
  const names = { address: venue, account: `${venue}.${key.account}` };
  const tally = openTally(PRIORITIES, budgets.isShared);

  function admitted(demands: readonly Demand[], granted: Extract<Decision, { type: 'granted' }>, note: (notices: readonly Notice[]) => Promise<void>): Admission {
    demands.forEach(({ budget, amount }, index) => amount > 0 && tally.used(nicknameOf(budget), granted.used[index] ?? 0));
    const grantedAtMs = time.monotonicMs();
    return {
      type: 'admitted',
      async tell(reply) {
        const notices = limits.readNotices(demands, granted.ordinals, reply);
        for (const notice of notices) {
          if (notice.type === 'blocked') log?.warn('rate_blocked', { account: accountKeyText(key), budget: nicknameOf(notice.budget), forMs: notice.forMs });
        }
        const underWayMs = time.monotonicMs() - grantedAtMs;
        const answered = demands.filter(({ amount, windowMs }) => amount > 0 && underWayMs < underWayMsMax(windowMs)).map(({ budget, windowMs, amount }) => ({ type: 'answered' as const, budget, windowMs, amount }));
        const noted = note([...answered, ...notices]);
        // A ban is known to everybody before its reply goes on; what is used may be known a little later.
        if (notices.some(({ type }) => type === 'blocked')) await noted;
      },
      giveBack: () => note(demands.flatMap(({ budget, windowMs, amount }, index) => (amount === 0 ? [] : [{ type: 'returned' as const, budget, windowMs, amount, ordinal: granted.ordinals[index] ?? 0 }]))),
    };
  }

  return {
    usage: tally.read,
    async admit({ priority, waitMsMax, ...call }) {
      const demands = limits.demandsOf(call, names);
      const beganAtMs = time.monotonicMs();
      for (;;) {
        const { decision, note } = await budgets.reserve(demands, priority);
        const waitedMs = time.monotonicMs() - beganAtMs;
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
        await time.wait(Math.ceil(decision.waitMs));
      }
    },
  };
}

/** For how long a grant surely stands with those that are under way: its slice may have begun long before it. Later it takes nobody else's place. */
const underWayMsMax = (windowMs: number): number => ((SLICES_AHEAD - 1) * windowMs) / SLICES;

const nicknameOf = (budget: string): string => budget.slice(budget.lastIndexOf('.') + 1);
