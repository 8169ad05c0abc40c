import { handOutOrRun } from './run-due-work.ts';
import type { Ports } from './ports.ts';

/** How many keys of each kind one sweep takes up; the rest is due at the next one. */
const KEYS_MAX = 200;

/**
 * Finds all due work in Postgres and wakes somebody for it: jobs may be lost, so every due time lives in the database.
 * Returns how long nothing is known to become due; null when nothing is.
 */
export async function sweep(ports: Ports): Promise<number | null> {
  const due = await ports.store.readDueWork(ports.accounts, KEYS_MAX);
  await handOutOrRun(ports, due);
  return due.nextInMs;
}
