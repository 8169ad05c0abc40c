import { readOthersActedAtMs } from '../world/world.ts';
import type { IntentRow } from '../memory/memory-books.ts';
import type { Checker, Scene } from './checker.ts';
import { liveRow } from './i04-protected.ts';
import { isForeignCovered } from './judge-wishes.ts';

/**
 * A market order closes whatever is there. So where an order of ours has reduced the position, somebody else may have begun
 * another: who exits has asked for the executions since the look.
 */
function judgeExit({ books, lastLooks, executionsReadAtMs }: Scene, { request, orderId, keyText, epoch }: IntentRow): string | null {
  const look = lastLooks.get(`${keyText} ${epoch}`);
  if (look === undefined || request.kind !== 'place' || request.type !== 'market' || !request.reduceOnly) return null;
  const positionId = books.orders.get(orderId ?? '')?.positionId;
  const reduced = [...books.orders.values()].find((order) => order.positionId === positionId && (order.role === 'stop' || order.role === 'exit') && order.executedQuantity.gt('0'));
  if (reduced === undefined || (executionsReadAtMs.get(`${keyText} ${epoch}`) ?? 0) >= look.askedAtMs) return null;
  return `an exit of ${keyText} was intended although ${reduced.clientOrderId} had executed, and nobody had asked whether the position is still ours`;
}

/** I11: what is foreign is never cancelled or closed unless the operator's policy says so. */
export function foreignLeftAlone(): Checker {
  const seenIntents = new Set<string>();
  let seen = 0;
  return {
    promise: 'I11',
    afterAct(scene) {
      const { world, books, rules, lastLooks } = scene;
      const { foreignPositions } = rules.account;
      for (const intent of books.intents.values()) {
        if (seenIntents.has(intent.id)) continue;
        seenIntents.add(intent.id);
        const stranger = judgeExit(scene, intent);
        if (stranger !== null) return stranger;
        const { request } = intent;
        if (request.kind !== 'place' || request.reduceOnly) continue;
        const held = lastLooks.get(`${intent.keyText} ${intent.epoch}`)?.held.find(({ leg, quantity }) => leg === request.leg && !quantity.eq('0'));
        if (held !== undefined) return `an entry into ${intent.keyText} was intended although the exchange had just said that it holds ${held.quantity.toFixed()}`;
      }
      const taken = [...books.positions.values()].find((row) => row.origin === 'foreign' && !isForeignCovered(scene, row));
      if (taken !== undefined && (foreignPositions === 'alert' || foreignPositions === 'ignore')) return `row ${taken.id} takes a foreign position of ${taken.key.symbol} into the books, and the policy is ${foreignPositions}`;
      for (; seen < world.arrivals.length; seen += 1) {
        const { kind, type, isReducing, wasExecuted, cancelsOwn, symbol, leg, sender, signedAtMs } = world.arrivals[seen]!;
        if (!wasExecuted || symbol === null) continue;
        // Nothing tells what an entry brought along from what a person has just made of it, later than a look can know.
        // Where that was in a time that the books have lost, neither does who had taken it away.
        if (type === 'position_stop' && readOthersActedAtMs(world, symbol, leg) >= (scene.setBack()?.takenAtMs ?? signedAtMs - rules.bounds.notFindableMs)) continue;
        // Nor from what stood at its very price before it filled.
        if (type === 'position_stop' && readOthersActedAtMs(world, symbol, leg) <= (liveRow(scene, symbol, leg)?.firstFillAtMs ?? 0)) continue;
        if (kind === 'cancel' && cancelsOwn === false) return `${sender} cancelled an order of ${symbol} that is not ours`;
        if (kind !== 'place' || type !== 'market' || !isReducing) continue;
        const row = liveRow(scene, symbol, leg);
        // What was committed for a row that is lost since still arrives.
        if (scene.setBack()?.lostIntents.some((intent) => intent.key.symbol === symbol && intent.signedAtMs === signedAtMs)) continue;
        if (row === undefined) return `${sender} closed a position in ${symbol} that has no row of ours`;
        if (row.origin === 'foreign' && !isForeignCovered(scene, row)) return `${sender} closed the foreign position of ${symbol} (row ${row.id})`;
      }
      return null;
    },
  };
}
