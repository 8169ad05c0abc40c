import { symbolKeyText, isLive } from '@breakwater/core';
import { findNewestLife, listOpenConditionalOrders } from '@breakwater/paper';
import { accountKey } from '../fleet/fleet-rules.ts';
import type { PositionRow } from '../memory/memory-books.ts';
import { positionSize } from '../world/world.ts';
import type { Checker, Scene } from './checker.ts';

/** How long the calm may leave a position bare beyond the bounds that the fleet must wait for, in milliseconds. */
const MENDING_MS = 20_000;

/** I4: every open position has a valid protective stop, one of ours at rest; the time without is bounded. */
export function protectedAlways(): Checker {
  return {
    promise: 'I4',
    afterAct(scene) {
      const calmSinceMs = scene.calmSinceMs();
      if (calmSinceMs === null) return null;
      const { bounds } = scene.rules;
      const mostMs = bounds.notFindableMs + bounds.entryWindowMs + bounds.fenceSkewMs + bounds.bareMsMax + MENDING_MS;
      for (const symbol of scene.world.symbols) {
        if (isLeftAlone(scene, symbol) || isTold(scene, symbol)) continue;
        const life = findNewestLife(scene.world.account, symbol, 'net');
        if (life === undefined || life.closedAtMs !== null || life.bareSinceMs === null) continue;
        const bareMs = scene.nowMs() - Math.max(life.bareSinceMs, calmSinceMs);
        if (bareMs > mostMs) return `${symbol} has been bare for ${bareMs} ms although nothing goes wrong any more`;
      }
      return null;
    },
    atRest(scene) {
      for (const symbol of scene.world.symbols) {
        if (positionSize(scene.world, symbol).eq('0') || isLeftAlone(scene, symbol) || isTold(scene, symbol)) continue;
        const own = ownStops(scene, symbol);
        if (own.length !== 1) return `${symbol} rests under ${own.length} stops of ours instead of one`;
        const life = findNewestLife(scene.world.account, symbol, 'net');
        if (life?.bareSinceMs !== null) return `${symbol} is at rest and its stop does not cover it`;
      }
      return null;
    },
  };
}

/** Whether the operator's policy leaves the position of a symbol alone: it is foreign, and has no row. */
export function isLeftAlone(scene: Scene, symbol: string): boolean {
  const { foreignPositions } = scene.rules.account;
  return (foreignPositions === 'alert' || foreignPositions === 'ignore') && liveRow(scene, symbol) === undefined;
}

/**
 * Whether a person was told that a foreign position cannot be protected: its price is beyond where a stop could be placed,
 * and closing it is not ours to do.
 */
function isTold(scene: Scene, symbol: string): boolean {
  const row = liveRow(scene, symbol);
  return row?.origin === 'foreign' && [...scene.books.pages.values()].some(({ subject }) => subject === `unprotected-foreign.${row.id}`);
}

function liveRow({ books }: Scene, symbol: string): PositionRow | undefined {
  const keyText = symbolKeyText({ ...accountKey, symbol });
  return [...books.positions.values()].find((row) => row.keyText === keyText && isLive(row.status));
}

function ownStops({ world, nowMs }: Scene, symbol: string): readonly unknown[] {
  return listOpenConditionalOrders(world.exchange, world.account, symbol, nowMs()).filter((order) => order.origin === 'client');
}
