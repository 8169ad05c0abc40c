import { isLive, symbolKeyText } from '@breakwater/core';
import { accountKey } from '../fleet/fleet-rules.ts';
import type { Checker } from './checker.ts';

/** I11: what is foreign is never cancelled or closed unless the operator's policy says so. */
export function foreignLeftAlone(): Checker {
  let seen = 0;
  return {
    promise: 'I11',
    afterAct({ world, books }) {
      for (; seen < world.arrivals.length; seen += 1) {
        const { method, path, wasExecuted, cancelsOwn, symbol, sender, parameters } = world.arrivals[seen]!;
        if (!wasExecuted) continue;
        if (method === 'DELETE' && cancelsOwn === false) return `${sender} cancelled an order of ${symbol} that is not ours`;
        const keyText = symbolKeyText({ ...accountKey, symbol });
        const isExit = method === 'POST' && path.endsWith('/order') && parameters['reduceOnly'] === 'true';
        if (isExit && ![...books.positions.values()].some((row) => row.keyText === keyText && isLive(row.status))) return `${sender} closed a position in ${symbol} that has no row of ours`;
      }
      return null;
    },
  };
}
