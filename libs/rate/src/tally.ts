import type { Priority } from './priority.ts';

/** What a governor did, by what requests were for. */
export interface RateUsage {
  /** Whether budgets are shared with the fleet right now; otherwise this process has its small share. */
  readonly isShared: boolean;
  /** What of each budget was used when this process last drew on it. */
  readonly used: Readonly<Record<string, number>>;
  readonly byPriority: Readonly<Record<Priority, { readonly waits: number; readonly waitedMs: number; readonly denials: number }>>;
}

export interface Tally {
  used(budget: string, amount: number): void;
  /** A request was asked to come back later. */
  kept(priority: Priority): void;
  admitted(priority: Priority, waitedMs: number): void;
  denied(priority: Priority): void;
  read(): RateUsage;
}

/** Counts from nothing. */
export function openTally(priorities: readonly Priority[], isShared: () => boolean): Tally {
  const used: Record<string, number> = {};
  const counts = Object.fromEntries(priorities.map((one) => [one, { waits: 0, waitedMs: 0, denials: 0 }])) as Record<Priority, { waits: number; waitedMs: number; denials: number }>;
  return {
    used: (budget, amount) => void (used[budget] = amount),
    kept: (priority) => void (counts[priority].waits += 1),
    admitted: (priority, waitedMs) => void (counts[priority].waitedMs += waitedMs),
    denied: (priority) => void (counts[priority].denials += 1),
    read: () => ({ isShared: isShared(), used: { ...used }, byPriority: structuredClone(counts) }),
  };
}
