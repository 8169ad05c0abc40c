import { ownOrderRole } from '@breakwater/core';
import type { Checker } from './checker.ts';
import { judgeAmounts } from './judge-wishes.ts';

/** I2: one signal leads to at most one entry accepted by the exchange, and one that reduces to no more than its amount. */
export function oneEntryPerSignal(): Checker {
  const accepted = new Map<string, number>();
  let seen = 0;
  return {
    promise: 'I2',
    afterAct(scene) {
      const { world, entryIds } = scene;
      const tooMuch = judgeAmounts(scene);
      if (tooMuch !== null) return tooMuch;
      const { acceptedEntries } = world.account;
      for (; seen < acceptedEntries.length; seen += 1) {
        const { clientOrderId, orderId, symbol } = acceptedEntries[seen]!;
        // What increases a position and is not called an entry is a matter of I3.
        if (ownOrderRole(clientOrderId) !== 'entry') continue;
        const known = entryIds.get(clientOrderId);
        if (known === undefined) return `the exchange accepted entry ${clientOrderId} on ${symbol}, which no signal explains`;
        const before = accepted.get(clientOrderId);
        if (before !== undefined) return `signal ${known.signal} led to two accepted entries on ${symbol}, orders ${before} and ${orderId}`;
        accepted.set(clientOrderId, orderId);
      }
      return null;
    },
  };
}
