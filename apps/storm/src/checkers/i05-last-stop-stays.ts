import { symbolKeyText } from '@breakwater/core';
import { listOpenConditionalOrders } from '@breakwater/paper';
import { accountKey } from '../fleet/fleet-rules.ts';
import type { Arrival } from '../world/arrival.ts';
import { positionSize } from '../world/world.ts';
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
 * Whether no look could have told that the stop was still needed: somebody else changed an order or the size after the look
 * began; or so lately before that what the exchange told may lag behind it, and did.
 */
function couldNotBeKnown({ world, books, rules, lastLooks, nowMs }: Scene, { symbol, signedAtMs, parameters }: Arrival): boolean {
  const othersActedAtMs = world.othersActedAtMs.get(symbol) ?? 0;
  if (othersActedAtMs >= signedAtMs) return true;
  const keyText = symbolKeyText({ ...accountKey, symbol });
  const look = lastLooks.get(`${keyText} ${books.claims.get(keyText)?.epoch}`);
  if (look === undefined || look.held.length === 0 || othersActedAtMs < signedAtMs - rules.bounds.notFindableMs) return false;
  const size = positionSize(world, symbol).abs().toFixed();
  const resting = listOpenConditionalOrders(world.exchange, world.account, symbol, nowMs()).filter(({ origin }) => origin === 'client');
  const before = new Set([...resting.map(({ clientOrderId }) => clientOrderId), parameters['clientAlgoId']]);
  const told = new Set(look.stopIds);
  return !look.held.some((held) => held.toFixed() === size) || before.size !== told.size || [...before].some((id) => id === undefined || !told.has(id));
}
