import { symbolKeyText, isLive } from '@breakwater/core';
import { type ConditionalOrder, findNewestLife, listOpenConditionalOrders } from '@breakwater/paper';
import { accountKey } from '../fleet/fleet-rules.ts';
import type { IntentRow, PositionRow } from '../memory/memory-books.ts';
import type { Arrival } from '../world/arrival.ts';
import { positionSize } from '../world/world.ts';
import type { Checker, Scene } from './checker.ts';

/** How long the calm may leave a position bare beyond the bounds that the fleet must wait for, in milliseconds. */
const MENDING_MS = 20_000;

/** I4: every open position has a valid protective stop, one of ours at rest; the time without is bounded. */
export function protectedAlways(): Checker {
  const seenIntents = new Set<string>();
  let arrivals = 0;
  return {
    promise: 'I4',
    afterAct(scene) {
      for (const intent of scene.books.intents.values()) {
        if (seenIntents.has(intent.id)) continue;
        seenIntents.add(intent.id);
        if (!isWatched(scene, intent)) return `an entry into ${intent.keyText} was committed while nobody was there to protect it`;
      }
      for (; arrivals < scene.world.arrivals.length; arrivals += 1) {
        const found = judgeStop(scene, scene.world.arrivals[arrivals]!);
        if (found !== null) return found;
      }
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
        const row = liveRow(scene, symbol);
        const trigger = own[0]?.triggerPrice.toFixed();
        if (row?.entryPrice && trigger !== undefined && !isLoss(row, trigger)) return `${symbol} rests under a stop at ${trigger}, which is no loss for ${row.side} from ${row.entryPrice.toFixed()}`;
        const cancelled = [...scene.books.orders.values()].find((order) => order.clientOrderId === own[0]?.clientOrderId && order.cancelIntendedAtMs !== null);
        if (own.length === 1 && cancelled !== undefined) return `${symbol} rests under ${cancelled.clientOrderId} alone, whose cancel was intended`;
        if (own.length !== 1) return `${symbol} rests under ${own.length} stops of ours instead of one`;
        const life = findNewestLife(scene.world.account, symbol, 'net');
        if (life?.bareSinceMs !== null) return `${symbol} is at rest and its stop does not cover it`;
      }
      return null;
    },
  };
}

/** Whether a stop worker lived when an entry was let in; true of any other intent. */
function isWatched({ books, rules }: Scene, { request, createdAtMs }: IntentRow): boolean {
  if (request.kind !== 'place' || request.reduceOnly) return true;
  return [...books.workers.values()].some(({ role, heartbeatAtMs }) => role === 'stop-worker' && heartbeatAtMs >= createdAtMs - rules.bounds.heartbeatMsMax);
}

/** A stop that is sent can protect the row that it is for, whatever the exchange does with it. */
function judgeStop({ books }: Scene, { method, path, parameters, symbol }: Arrival): string | null {
  if (method !== 'POST' || !path.endsWith('/algoOrder')) return null;
  const { clientAlgoId, side, triggerPrice = '', reduceOnly = 'false' } = parameters;
  const order = [...books.orders.values()].find(({ clientOrderId }) => clientOrderId === clientAlgoId);
  const row = books.positions.get(order?.positionId ?? '');
  if (row?.entryPrice == null) return null;
  const isClosing = side === (row.side === 'long' ? 'SELL' : 'BUY');
  if (isClosing && isLoss(row, triggerPrice) && reduceOnly === 'true') return null;
  return `the stop ${clientAlgoId} of ${symbol} cannot protect ${row.side} from ${row.entryPrice.toFixed()}: ${side} at ${triggerPrice}, reduce-only ${reduceOnly}`;
}

function isLoss({ side, entryPrice }: PositionRow, triggerPrice: string): boolean {
  return side === 'long' ? entryPrice!.gt(triggerPrice) : entryPrice!.lt(triggerPrice);
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

function ownStops({ world, nowMs }: Scene, symbol: string): readonly ConditionalOrder[] {
  return listOpenConditionalOrders(world.exchange, world.account, symbol, nowMs()).filter((order) => order.origin === 'client');
}
