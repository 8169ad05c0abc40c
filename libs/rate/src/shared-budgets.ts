import type { Log } from '@breakwater/engine';
import type { Decision, Demand, Notice } from './budget.ts';
import type { Ledger } from './ledger.ts';
import { openMemoryLedger } from './memory-ledger.ts';
import type { Priority } from './priority.ts';

/** What each process may use of a budget by itself while Redis is gone. */
const LOCAL_SHARE = 10;
const LOCAL_LIMIT_MIN = 2;
/** A Redis that did not answer is not asked again at once: each try may cost a tenth of a second. */
const AWAY_MS = 250;

export interface Reservation {
  readonly decision: Decision;
  /** Takes in what the reply to this request said, or that it is not sent. Never rejects. */
  note(notices: readonly Notice[]): Promise<void>;
}

/** The budgets of the fleet, or this process's small share of them. */
export interface SharedBudgets {
  reserve(demands: readonly Demand[], priority: Priority): Promise<Reservation>;
  isShared(): boolean;
}

export interface SharedBudgetsOptions {
  /** The budgets where all processes meet; rejects while it cannot be reached. */
  readonly fleet: Ledger;
  /** Of a clock that never steps. */
  readonly monotonicMs: () => number;
  readonly log?: Pick<Log, 'warn' | 'info'>;
}

/** This process's part of a budget, in the budget's unit. */
export function localLimitOf(limit: number): number {
  return Math.max(Math.min(LOCAL_LIMIT_MIN, limit), Math.floor(limit / LOCAL_SHARE));
}

/** Opens them. Says `rate_share_local` when the fleet's go away and `rate_share_fleet` when they are back, once each. */
export function openSharedBudgets({ fleet, monotonicMs, log }: SharedBudgetsOptions): SharedBudgets {
  const local = openMemoryLedger(monotonicMs);
  let awayUntilMs = Number.NEGATIVE_INFINITY;
  let isShared = true;

  function setShared(value: boolean, cause: string): void {
    if (!value) awayUntilMs = monotonicMs() + AWAY_MS;
    if (value && !isShared) log?.info('rate_share_fleet', {});
    if (!value && isShared) log?.warn('rate_share_local', { cause });
    isShared = value;
  }

  /** A ban that this process knows of holds whatever Redis has forgotten meanwhile, and is told to it again. */
  async function findBan(demands: readonly Demand[], priority: Priority): Promise<Decision | null> {
    const decision = await local.reserve(demands.map((demand) => ({ ...demand, amount: 0 })), priority);
    if (decision.type === 'granted') return null;
    void fleet.note([{ type: 'blocked', budget: decision.budget, forMs: decision.waitMs }]).catch(() => {});
    return decision;
  }

  async function reserveOfFleet(demands: readonly Demand[], priority: Priority): Promise<Decision | null> {
    if (monotonicMs() < awayUntilMs) return null;
    try {
      const decision = await fleet.reserve(demands, priority);
      setShared(true, '');
      // A ban that this process has only heard of holds for it without Redis, too.
      if (decision.type === 'wait' && decision.isBlocked) await local.note([{ type: 'blocked', budget: decision.budget, forMs: decision.waitMs }]);
      return decision;
    } catch (error) {
      setShared(false, String(error));
      return null;
    }
  }

  return {
    isShared: () => isShared,
    async reserve(demands, priority) {
      const ban = await findBan(demands, priority);
      if (ban !== null) return { decision: ban, note: async () => {} };
      const decision = await reserveOfFleet(demands, priority);
      const isOfFleet = decision !== null;
      const shares = demands.map((demand) => ({ ...demand, limit: localLimitOf(demand.limit) }));
      return {
        decision: decision ?? (await local.reserve(shares, priority)),
        async note(notices) {
          const bans = notices.filter(({ type }) => type === 'blocked');
          await local.note(isOfFleet ? bans : notices.map((notice) => toShare(notice, demands)));
          const forFleet = isOfFleet ? notices : bans;
          await fleet.note(forFleet).catch((error: unknown) => setShared(false, String(error)));
        },
      };
    },
  };
}

/**
 * What the whole fleet used, at the scale of a process's share: so each priority ends where it would end for the whole, and what is kept
 * for protection stays its own, however many processes have a share.
 */
function toShare(notice: Notice, demands: readonly Demand[]): Notice {
  if (notice.type !== 'told') return notice;
  const limit = demands.find(({ budget }) => budget === notice.budget)?.limit ?? 0;
  return { ...notice, used: limit === 0 ? 0 : Math.ceil((notice.used * localLimitOf(limit)) / limit) };
}
