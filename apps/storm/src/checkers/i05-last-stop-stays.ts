import type { Checker } from './checker.ts';
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
      const { world } = scene;
      for (; seen < world.arrivals.length; seen += 1) {
        const { method, wasExecuted, wasCovered, isOpenAfter, isCoveredAfter, symbol, sender, parameters } = world.arrivals[seen]!;
        if (method !== 'DELETE' || !wasExecuted || !wasCovered || !isOpenAfter || isCoveredAfter || isLeftAlone(scene, symbol)) continue;
        return `${sender} cancelled ${parameters['clientAlgoId'] ?? parameters['origClientOrderId']}, the last valid stop of ${symbol}`;
      }
      return null;
    },
  };
}
