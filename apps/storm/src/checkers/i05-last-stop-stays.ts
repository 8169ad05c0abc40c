import { symbolKeyText } from '@breakwater/core';
import { findOrder, listFills } from '@breakwater/paper';
import type { Arrival } from '../world/arrival.ts';
import { ownStopsOf } from '../world/stops.ts';
import { positionSize, readOthersActedAtMs, type World } from '../world/world.ts';
import type { Checker, Scene } from './checker.ts';
import { isLeftAlone, liveRow } from './i04-protected.ts';

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
        const { kind, wasExecuted, wasCovered, isOpenAfter, isCoveredAfter, symbol, leg, sender, clientOrderId } = arrival;
        if (kind !== 'cancel' || symbol === null || !wasExecuted || !wasCovered || !isOpenAfter || isCoveredAfter) continue;
        if (isLeftAlone(scene, symbol, leg) || isOfNoEntry(scene, symbol, leg) || couldNotBeKnown(scene, arrival, symbol)) continue;
        return `${sender} cancelled ${clientOrderId}, the last valid stop of ${symbol}${leg === 'net' ? '' : ` ${leg}`}`;
      }
      return null;
    },
  };
}

/**
 * Whether no look could have told that the stop was still needed: somebody else changed an order or the size after the look
 * began, or the stop that replaces this one executed meanwhile, and only in part; or so lately before that what the exchange told may lag behind it, and did.
 */
function couldNotBeKnown({ world, books, rules, lastLooks, staleMsMax }: Scene, { leg, signedAtMs, clientOrderId }: Arrival, symbol: string): boolean {
  const othersActedAtMs = readOthersActedAtMs(world, symbol, leg);
  if (othersActedAtMs >= signedAtMs || hasShrunkSince(world, symbol, leg, signedAtMs)) return true;
  const keyText = symbolKeyText({ ...world.key, symbol });
  const look = lastLooks.get(`${keyText} ${books.claims.get(keyText)?.epoch}`);
  if (look === undefined || look.held.length === 0 || othersActedAtMs < signedAtMs - Math.max(rules.bounds.notFindableMs, staleMsMax)) return false;
  const size = positionSize(world, symbol, leg).toFixed();
  const before = new Set([...ownStopsOf(world, symbol, leg).map((stop) => stop.clientOrderId), clientOrderId]);
  const told = new Set(look.stops.filter((stop) => stop.leg === leg).map((stop) => stop.clientOrderId));
  return !look.held.some((held) => held.leg === leg && `${held.side === 'long' ? '' : '-'}${held.quantity.toFixed()}` === size) || before.size !== told.size || [...before].some((id) => id === null || !told.has(id));
}

function hasShrunkSince(world: World, symbol: string, leg: Arrival['leg'], sinceMs: number): boolean {
  return listFills(world.exchange, world.account, symbol, world.exchange.clock.nowMs()).some((fill) => fill.leg === leg && fill.timeMs >= sinceMs && fill.closedQuantity.gt('0'));
}

/** Whether the policy leaves alone what somebody else opened, and the live row of its leg waits for an entry that has bought nothing there. */
function isOfNoEntry(scene: Scene, symbol: string, leg: Arrival['leg']): boolean {
  const { world, books, rules, nowMs } = scene;
  const { foreignPositions } = rules.account;
  const row = liveRow(scene, symbol, leg);
  if ((foreignPositions !== 'ignore' && foreignPositions !== 'alert') || row?.status !== 'opening') return false;
  const entry = [...books.orders.values()].find((order) => order.positionId === row.id && order.role === 'entry');
  return entry !== undefined && (findOrder(world.exchange, world.account, symbol, { orderId: null, clientOrderId: entry.clientOrderId }, nowMs())?.executedQuantity.eq('0') ?? true);
}
