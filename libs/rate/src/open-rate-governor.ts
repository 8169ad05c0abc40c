import type { AccountKey } from '@breakwater/core';
import type { Log } from '@breakwater/engine';
import { type AccountGovernor, governAccount } from './govern-account.ts';
import { openRedisLedger } from './redis-ledger.ts';
import { openSharedBudgets } from './shared-budgets.ts';
import { limitsOf } from './venues/limits-of.ts';

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

const time = {
  monotonicMs: () => performance.now(),
  wait: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
};

/**
 * Keeps all processes that share a Redis within the limits of each exchange, together: per address and per account, weights
 * corrected by what the exchange says, a share of each budget reserved for what is more urgent. Without Redis each process has a
 * tenth to itself, and obeys the bans that it knows of.
 */
export function openRateGovernor({ redisUrl, prefix = 'breakwater', log }: RateGovernorOptions): RateGovernor {
  const fleet = openRedisLedger({ redisUrl, prefix });
  const logging = log === undefined ? {} : { log };
  const budgets = openSharedBudgets({ fleet, monotonicMs: time.monotonicMs, ...logging });
  return {
    governAccount: (key, { origin }) => governAccount({ key, origin, limits: limitsOf(key.exchange), budgets, time, ...logging }),
    close: () => fleet.close(),
  };
}
