/**
 * @breakwater/rate: the rate governor. Budgets per address and per account, shared by the fleet in Redis, with a reserve for what is
 * urgent. Imports core and engine's port types; never another adapter.
 * Start reading at budget.ts (whether a request may go, pure), then govern-account.ts and venues/ (what each exchange limits).
 */
export { type AccountGovernor, type Admission, type AskingCall, governAccount } from './govern-account.ts';
export type { Ledger } from './ledger.ts';
export { openMemoryLedger } from './memory-ledger.ts';
export { openRateGovernor, type RateGovernor, type RateGovernorOptions } from './open-rate-governor.ts';
export { PRIORITIES, type Priority } from './priority.ts';
export { openSharedBudgets } from './shared-budgets.ts';
export type { RateUsage } from './tally.ts';
export { limitsOf, scaleLimits } from './venues/limits-of.ts';
