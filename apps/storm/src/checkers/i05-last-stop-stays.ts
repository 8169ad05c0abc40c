import type { Checker } from './checker.ts';

/** I5: the last valid stop of a live position is never cancelled by us. */
export function lastStopStays(): Checker {
  let seen = 0;
  return {
    promise: 'I5',
    afterAct({ world }) {
      for (; seen < world.arrivals.length; seen += 1) {
        const { method, wasExecuted, wasCovered, isOpenAfter, isCoveredAfter, symbol, sender, parameters } = world.arrivals[seen]!;
        if (method !== 'DELETE' || !wasExecuted || !wasCovered || !isOpenAfter || isCoveredAfter) continue;
        return `${sender} cancelled ${parameters['clientAlgoId'] ?? parameters['origClientOrderId']}, the last valid stop of ${symbol}`;
      }
      return null;
    },
  };
}
