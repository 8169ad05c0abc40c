export { type Applied, applyCleanup, type Diagnosis, diagnose } from './apply-cleanup.ts';
export { assessDamage, type Damage } from './assess-damage.ts';
export { connectLegacy, type LegacyConnection } from './connect-legacy.ts';
export type { LegacyChild, LegacyPosition, LegacyRows } from './legacy-rows.ts';
export { NoLegacyDatabase } from './legacy-tables.ts';
export { type Change, type CleanupPlan, planCleanup, type Undecided } from './plan-cleanup.ts';
export { symbolSpelling, exchangeSpelling } from './spelling.ts';
export { type Undone, undoCleanup } from './undo-cleanup.ts';
export { type Verification } from './verify-legacy.ts';
