import { setTimeout as delay } from 'node:timers/promises';

export interface UntilOptions {
  /** What is waited for, as the end of "waited … ms for"; a function is asked when the time is up. */
  what: string | (() => string);
  /** default 10,000 */
  timeoutMs?: number;
  /** default 20 */
  pollMs?: number;
}

/**
 * Looks again and again until CONDITION gives something truthy, and returns that. Tests wait with it for facts, never for time.
 * Throws with `what` when the time is up (an exception that the last look threw is its cause), so a condition may throw while it does not hold yet.
 */
export async function until<T>(condition: () => T | Promise<T>, { what, timeoutMs = 10_000, pollMs = 20 }: UntilOptions): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let cause: unknown;
    try {
      const value = await condition();
      if (value) return value;
    } catch (error) {
      cause = error;
    }
    if (performance.now() >= deadline) throw new Error(`waited ${timeoutMs} ms for ${typeof what === 'string' ? what : what()}`, { cause });
    await delay(pollMs);
  }
}
