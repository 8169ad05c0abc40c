import type { Reading } from '@breakwater/core';
import type { Ports } from '../ports.ts';

/** How long what was not at rest is left alone: at first, and after several times. The workers' stops live on the same rate budgets (I4). */
const LOOK_AGAIN_MS = 500;
const LOOK_AGAIN_MS_MAX = 8_000;

/** So long nothing but misses say that what the exchange lists cannot be read, although the account can: no trouble on the way lasts that long. */
export const UNREADABLE_MS = 120_000;

/** How long after so many looks in vain the next one comes, in milliseconds. */
export function lookAgainInMs(looks: number): number {
  return Math.min(LOOK_AGAIN_MS * 2 ** looks, LOOK_AGAIN_MS_MAX);
}

/** Reads until it can be read; null when the time is over. */
export async function untilRead<Value>(ports: Pick<Ports, 'runtime'>, recovery: { isOver(): boolean; tell(text: string): void }, read: () => Promise<Reading<Value>>): Promise<Value | null> {
  for (let looks = 0; ; looks += 1) {
    const reading = await read();
    if (reading.type === 'read') return reading.value;
    recovery.tell(`the exchange could not be read: ${reading.cause}`);
    if (recovery.isOver()) return null;
    await ports.runtime.wait(Math.max(lookAgainInMs(looks), reading.retryAfterMs ?? 0));
  }
}
