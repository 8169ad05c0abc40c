import { type Decimal, ownOrderRole } from '@breakwater/core';
import { findOrder } from '@breakwater/paper';
import type { Checker, Scene } from './checker.ts';
import { judgeAmounts } from './judge-wishes.ts';

/** Whether an entry ended unfilled whose signal was lost with the books: nothing tells of it when its sender delivers the signal again (docs/backup-and-recovery.md). */
function isForgotten({ world, setBack, nowMs }: Scene, symbol: string, orderId: number): boolean {
  const order = setBack() === null ? null : findOrder(world.exchange, world.account, symbol, { orderId, clientOrderId: null }, nowMs());
  return order !== null && order.createdAtMs >= setBack()!.takenAtMs && order.executedQuantity.eq('0');
}

/** I2: one signal leads to at most one entry accepted by the exchange, and one that reduces to no more than its amount. */
export function oneEntryPerSignal(): Checker {
  const accepted = new Map<string, number>();
  const fixed = new Map<string, Decimal>();
  let seen = 0;
  return {
    promise: 'I2',
    afterAct(scene) {
      const { world, entryIds } = scene;
      const tooMuch = judgeAmounts(scene, fixed);
      if (tooMuch !== null) return tooMuch;
      const { acceptedEntries } = world.account;
      for (; seen < acceptedEntries.length; seen += 1) {
        const { clientOrderId, orderId, symbol } = acceptedEntries[seen]!;
        // What increases a position and is not called an entry is a matter of I3.
        if (ownOrderRole(clientOrderId) !== 'entry') continue;
        const known = entryIds.get(clientOrderId);
        if (known === undefined) return `the exchange accepted entry ${clientOrderId} on ${symbol}, which no signal explains`;
        const before = accepted.get(clientOrderId);
        if (before !== undefined && !isForgotten(scene, symbol, before)) return `signal ${known.signal} led to two accepted entries on ${symbol}, orders ${before} and ${orderId}`;
        accepted.set(clientOrderId, orderId);
      }
      return null;
    },
  };
}
