import { AsyncLocalStorage } from 'node:async_hooks';

export type LogFields = Readonly<Record<string, unknown>>;

const storage = new AsyncLocalStorage<LogFields>();

/**
 * Runs an act with fields (key, job id, correlation id) that every log line written within carries, however deep and
 * after whatever await. Contexts nest; the inner value of a field wins.
 */
export function withLogContext<T>(fields: LogFields, run: () => T): T {
  return storage.run({ ...storage.getStore(), ...fields }, run);
}

/** The fields bound around the caller; empty outside of any context. */
export function logContext(): LogFields {
  return storage.getStore() ?? {};
}
