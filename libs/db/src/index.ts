/**
 * @breakwater/db: the books. The Store port over `pg`, one SQL statement a promise-carrying write; and migrations.
 * Imports core and engine's port types. Start reading at statements/held.ts and statements/commit-intent.ts. What screens
 * read through Prisma is a path of its own, `@breakwater/db/screens`, because workers must not pay for loading it; so is
 * `@breakwater/db/failures`, because whoever only explains a failure must not pay for loading `pg`.
 */
export { acceptRegisteredWave, type RegisteredAccount } from './accept-registered-wave.ts';
export { connect, type ConnectOptions, type Database, type Statement } from './connect.ts';
export { type JobContext, withJobContext } from './job-context.ts';
export { migrate } from './migrate.ts';
export { openStore, type PostgresStore, type StoreOptions } from './open-store.ts';
export { type OutcomeBooks, openOutcomeBooks } from './outcomes/open-outcome-books.ts';
export type { OutcomeBounds } from './outcomes/order-outcomes.ts';
export { type OutcomeMessage, toldMessage } from './outcomes/outcome-message.ts';
export type { WaitingMessage } from './outcomes/read-waiting.ts';
export { applyRetention, type RetentionDone, type RetentionMonths } from './retention/apply-retention.ts';
export type { WebhookRoute } from './outcomes/webhook-route.ts';
export type { DuePage } from './pages/claim-page-telling.ts';
export { openRecoveryBooks } from './recovery/open-recovery-books.ts';
export { openPageBooks, type PageBooks } from './pages/open-page-books.ts';
export { refuseWeakDurability, WeakDurability } from './refuse-weak-durability.ts';
export { openStreamBooks, type StreamBooks } from './streams/open-stream-books.ts';
export type { PassOnRecord } from './streams/read-last-passes.ts';
export { DatabaseChanged } from './statements/beat.ts';
export { type AccountFigures, BARE_MS_BOUNDS, type Figures } from './statements/read-figures.ts';
