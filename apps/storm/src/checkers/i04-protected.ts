import { closingSide, type Decimal, isLive, type Leg, symbolKeyText } from '@breakwater/core';
import { findConditionalOrder, findNewestLife, findOrder } from '@breakwater/paper';
import type { IntentRow, PositionRow } from '../memory/memory-books.ts';
import type { Arrival } from '../world/arrival.ts';
import { ownStopsOf } from '../world/stops.ts';
import { positionSize } from '../world/world.ts';
import { type Checker, legsOf, type Scene } from './checker.ts';
import { isStopFollowing, isStopWished, judgeLoosened } from './judge-wishes.ts';

/** How long the calm may leave a position bare beyond the bounds that the fleet must wait for, in milliseconds. */
const MENDING_MS = 20_000;

/** I4: every open position has a valid protective stop, one of ours at rest; the time without is bounded. */
export function protectedAlways(): Checker {
  const seenIntents = new Set<string>();
  const plannedStops = new Map<string, Decimal>();
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
        const arrival = scene.world.arrivals[arrivals]!;
        const found = judgeStop(scene, arrival) ?? judgeBridge(scene, arrival);
        if (found !== null) return found;
      }
      const loosened = judgeLoosened(scene, plannedStops);
      if (loosened !== null) return loosened;
      const calmSinceMs = scene.calmSinceMs();
      if (calmSinceMs === null) return null;
      const { bounds } = scene.rules;
      const mostMs = bounds.notFindableMs + bounds.entryWindowMs + bounds.fenceSkewMs + bounds.bareMsMax + MENDING_MS;
      for (const { symbol, leg, name } of legsOf(scene)) {
        const life = findNewestLife(scene.world.account, symbol, leg);
        if (life === undefined || life.closedAtMs !== null || life.bareSinceMs === null) continue;
        const bareMs = scene.nowMs() - Math.max(life.bareSinceMs, calmSinceMs);
        if (bareMs > mostMs && !isLeftAlone(scene, symbol, leg) && !isTold(scene, symbol, leg)) return `${name} has been bare for ${bareMs} ms although nothing goes wrong any more`;
      }
      return null;
    },
    booksPutBack: () => plannedStops.clear(),
    atRest(scene) {
      for (const { symbol, leg, name } of legsOf(scene)) {
        if (positionSize(scene.world, symbol, leg).eq('0') || isLeftAlone(scene, symbol, leg) || isTold(scene, symbol, leg)) continue;
        const own = ownStopsOf(scene.world, symbol, leg);
        const row = liveRow(scene, symbol, leg);
        const trigger = own[0]?.triggerPrice.toFixed();
        if (row?.entryPrice && trigger !== undefined && !isLoss(row, trigger) && !isStopWished(scene, row) && !isStopFollowing(row, trigger)) return `${name} rests under a stop at ${trigger}, which is no loss for ${row.side} from ${row.entryPrice.toFixed()}`;
        const cancelled = [...scene.books.orders.values()].find((order) => order.clientOrderId === own[0]?.clientOrderId && order.cancelIntendedAtMs !== null);
        if (own.length === 1 && cancelled !== undefined) return `${name} rests under ${cancelled.clientOrderId} alone, whose cancel was intended`;
        if (own.length !== 1) return `${name} rests under ${own.length} stops of ours instead of one`;
        const life = findNewestLife(scene.world.account, symbol, leg);
        if (life?.bareSinceMs !== null) return `${name} is at rest and its stop does not cover it`;
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
function judgeStop(scene: Scene, { kind, type, side, leg, isReducing, symbol, ...arrival }: Arrival): string | null {
  if (kind !== 'place' || type !== 'stop') return null;
  const triggerPrice = arrival.triggerPrice ?? '';
  const { books } = scene;
  const order = [...books.orders.values()].find(({ clientOrderId }) => clientOrderId === arrival.clientOrderId);
  const row = books.positions.get(order?.positionId ?? '');
  if (row?.entryPrice == null) return null;
  if (side === closingSide(row.side) && leg === row.leg && (isLoss(row, triggerPrice) || isStopWished(scene, row) || isStopFollowing(row, triggerPrice)) && isReducing) return null;
  return `the stop ${arrival.clientOrderId} of ${symbol} cannot protect ${row.side} (${row.leg}) from ${row.entryPrice.toFixed()}: ${side} of ${leg} at ${triggerPrice}, reduce-only ${isReducing}`;
}

/** Where a stop is to be there from the first fill on, an entry that was taken in brought one along, or found one that had been placed for it. */
function judgeBridge({ world, books, rules, nowMs }: Scene, { kind, type, isReducing, wasExecuted, symbol, atMs, clientOrderId }: Arrival): string | null {
  const { attachStop, stopFirst } = rules.account;
  if (kind !== 'place' || type !== 'market' || isReducing || !wasExecuted || symbol === null || (attachStop !== true && stopFirst !== true)) return null;
  const entry = [...books.orders.values()].find((order) => order.clientOrderId === clientOrderId);
  if (entry === undefined) return null;
  const taken = findOrder(world.exchange, world.account, symbol, { orderId: null, clientOrderId }, nowMs());
  if (attachStop === true) return taken === null || taken.attached?.stop != null ? null : `entry ${clientOrderId} of ${symbol} brought no stop along`;
  const first = [...books.orders.values()].find((order) => order.positionId === entry.positionId && order.role === 'stop' && order.generation === 1);
  const stop = first === undefined ? null : findConditionalOrder(world.exchange, world.account, symbol, { conditionalOrderId: null, clientOrderId: first.clientOrderId }, nowMs());
  return stop !== null && stop.createdAtMs <= atMs ? null : `entry ${clientOrderId} of ${symbol} was taken in before its stop rested`;
}

function isLoss({ side, entryPrice }: PositionRow, triggerPrice: string): boolean {
  return side === 'long' ? entryPrice!.gt(triggerPrice) : entryPrice!.lt(triggerPrice);
}

/** Whether the operator's policy leaves the position of a leg alone: it is foreign, and has no row. */
export function isLeftAlone(scene: Scene, symbol: string, leg: Leg): boolean {
  const { foreignPositions } = scene.rules.account;
  return (foreignPositions === 'alert' || foreignPositions === 'ignore') && liveRow(scene, symbol, leg) === undefined;
}

/**
 * Whether a person was told that a foreign position cannot be protected: its price is beyond where a stop could be placed,
 * and closing it is not ours to do.
 */
function isTold(scene: Scene, symbol: string, leg: Leg): boolean {
  const row = liveRow(scene, symbol, leg);
  return row?.origin === 'foreign' && [...scene.books.pages.values()].some(({ subject }) => subject === `unprotected-foreign.${row.id}`);
}

/** The live row of a leg. */
export function liveRow({ books, world }: Scene, symbol: string, leg: Leg): PositionRow | undefined {
  const keyText = symbolKeyText({ ...world.key, symbol });
  for (const row of books.positions.values()) if (row.keyText === keyText && row.leg === leg && isLive(row.status)) return row;
  return undefined;
}
