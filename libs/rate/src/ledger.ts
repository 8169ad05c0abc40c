import type { Decision, Demand, Notice } from './budget.ts';
import type { Priority } from './priority.ts';

/** Where budgets are kept. */
export interface Ledger {
  /** Meets all demands at once, or none, and says how long to wait then. */
  reserve(demands: readonly Demand[], priority: Priority): Promise<Decision>;
  /** Takes in what the exchange said. */
  note(notices: readonly Notice[]): Promise<void>;
}
