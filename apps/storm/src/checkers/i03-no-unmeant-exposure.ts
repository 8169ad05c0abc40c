import { ownOrderRole, symbolKeyText } from '@breakwater/core';
import { findOrder } from '@breakwater/paper';
import { accountKey } from '../fleet/fleet-rules.ts';
import type { Arrival } from '../world/arrival.ts';
import type { Checker, Scene } from './checker.ts';

/**
 * I3: no order of ours increases exposure, except an entry whose intent was committed under the live epoch and has not
 * expired. The second half is judged for all that leaves, because the fence makes no difference between orders.
 */
export function noUnmeantExposure(): Checker {
  let increases = 0;
  let arrivals = 0;
  return {
    promise: 'I3',
    afterAct(scene) {
      const { world } = scene;
      for (; increases < world.account.unintendedIncreases.length; increases += 1) {
        const { symbol, orderId, clientOrderId, quantity } = world.account.unintendedIncreases[increases]!;
        const order = findOrder(world.exchange, world.account, symbol, { orderId, clientOrderId: null }, scene.nowMs());
        // An entry that met a position opened by hand after the look is judged by its intent, below.
        if (order?.origin === 'client' && ownOrderRole(clientOrderId) !== 'entry') return `order ${clientOrderId} of ours was no entry and added ${quantity.toFixed()} to the position in ${symbol}`;
      }
      for (; arrivals < world.arrivals.length; arrivals += 1) {
        const found = judge(scene, world.arrivals[arrivals]!);
        if (found !== null) return found;
      }
      return null;
    },
  };
}

function judge({ books }: Scene, arrival: Arrival): string | null {
  if (!arrival.wasExecuted || arrival.method !== 'POST') return null;
  const { clientOrderId, symbol, path } = arrival;
  const keyText = symbolKeyText({ ...accountKey, symbol });
  const what = `${path} ${clientOrderId ?? ''} of ${symbol}`;
  const intent = [...books.intents.values()].find(
    (candidate) =>
      candidate.keyText === keyText &&
      candidate.signedAtMs === arrival.signedAtMs &&
      (clientOrderId === null ? candidate.request.kind !== 'place' && candidate.request.kind !== 'cancel' : candidate.request.kind === 'place' && candidate.request.clientOrderId === clientOrderId),
  );
  if (intent === undefined) return `${what} took effect without an intent that was signed at that instant`;
  if (arrival.atMs > intent.expiresAtMs) return `${what} took effect ${arrival.atMs - intent.expiresAtMs} ms after its intent had expired`;
  const epoch = books.claims.get(keyText)?.epoch;
  return String(epoch) === intent.epoch ? null : `${what} of epoch ${intent.epoch} took effect while epoch ${epoch} was the live one`;
}
