import { findNewestLife } from '@breakwater/paper';
import type { Arrival } from '../world/arrival.ts';
import type { Checker, Scene } from './checker.ts';
import { isLeftAlone } from './i04-protected.ts';

/**
 * I5: the last valid stop of a live position is never cancelled by us. A position that the operator's policy leaves alone is
 * none of ours: there a stop that an earlier position left must go (I11).
 */
export function lastStopStays(): Checker {
  let seen = 0;
  return {
    promise: 'I5',
    afterAct(scene) {
      const { arrivals } = scene.world;
      for (; seen < arrivals.length; seen += 1) {
        const arrival = arrivals[seen]!;
        const { method, wasExecuted, wasCovered, isOpenAfter, isCoveredAfter, symbol, sender, parameters } = arrival;
        if (method !== 'DELETE' || !wasExecuted || !wasCovered || !isOpenAfter || isCoveredAfter) continue;
        if (isLeftAlone(scene, symbol) || couldNotBeKnown(scene, arrival)) continue;
        return `${sender} cancelled ${parameters['clientAlgoId'] ?? parameters['origClientOrderId']}, the last valid stop of ${symbol}`;
      }
      return null;
    },
  };
}

/**
 * Whether no look could have told that the stop was still needed: somebody else changed the other stop or the size between
 * the look and the cancel, or opened the position so lately that a read may not show it yet.
 */
function couldNotBeKnown({ world, rules }: Scene, { symbol, signedAtMs }: Arrival): boolean {
  if ((world.othersActedAtMs.get(symbol) ?? 0) >= signedAtMs) return true;
  const life = findNewestLife(world.account, symbol, 'net');
  return life !== undefined && life.openedAtMs > signedAtMs - rules.bounds.notFindableMs && (world.othersActedAtMs.get(symbol) ?? 0) >= life.openedAtMs;
}
