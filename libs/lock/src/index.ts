/**
 * @breakwater/lock: the `KeyLock` port over Redis (Redlock), one lock a symbol key. Imports core and engine's port types;
 * never another adapter. It saves work and carries no promise: a lost lock is caught by the claim in Postgres.
 * Start reading at key-lock.ts.
 */
export { type KeyLockOptions, openKeyLock, type OpenKeyLock } from './key-lock.ts';
export { noLock } from './no-lock.ts';
