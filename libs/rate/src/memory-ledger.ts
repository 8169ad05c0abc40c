import { type Budget, charge, decide, takeNotice, UNUSED } from './budget.ts';
import type { Ledger } from './ledger.ts';

/** Budgets in the memory of this process; the time in milliseconds is handed in. */
export function openMemoryLedger(nowMs: () => number): Ledger {
  const budgets = new Map<string, Budget>();
  const find = (name: string): Budget => budgets.get(name) ?? UNUSED;
  return {
    reserve: async (demands, priority) => {
      const atMs = nowMs();
      const decision = decide(demands.map(({ budget }) => find(budget)), demands, priority, atMs);
      if (decision.type === 'granted') for (const demand of demands) budgets.set(demand.budget, charge(find(demand.budget), demand, atMs));
      return decision;
    },
    note: async (notices) => {
      for (const notice of notices) budgets.set(notice.budget, takeNotice(find(notice.budget), notice, nowMs()));
    },
  };
}
