import { type SymbolKey, symbolKeyText } from '@breakwater/core';
import type { Claim, Ports } from './ports.ts';
import { protectPosition } from './protect-position.ts';

const LOOK_EVERY_MS = 25;

/**
 * Gives a position that has just filled to the stop workers. If the queue cannot be reached, or nobody has taken the
 * key within `handOffMs`, the process that booked the fill protects it by the same operation (I4).
 */
export async function handOffProtection(ports: Ports, key: SymbolKey, claim: Claim): Promise<void> {
  try {
    await ports.jobs.enqueueProtection(key);
    for (let waitedMs = 0; waitedMs < ports.bounds.handOffMs; waitedMs += LOOK_EVERY_MS) {
      await ports.runtime.wait(LOOK_EVERY_MS);
      if (await ports.store.isTakenAfter(claim)) return;
    }
    ports.log.warn('hand_off_not_taken', { key: symbolKeyText(key), afterMs: ports.bounds.handOffMs });
  } catch (error) {
    ports.log.warn('hand_off_failed', { key: symbolKeyText(key), error: String(error) });
  }
  await protectPosition(ports, key);
}
