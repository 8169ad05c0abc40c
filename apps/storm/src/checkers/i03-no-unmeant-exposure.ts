import { accountKeyText, ownOrderRole, symbolKeyText } from '@breakwater/core';
import { type AcceptedEntry, findOrder } from '@breakwater/paper';
import type { IntentRow } from '../memory/memory-books.ts';
import type { Arrival } from '../world/arrival.ts';
import type { Checker, Scene } from './checker.ts';
import { judgePolicy } from './judge-policy.ts';

/**
 * I3: no order of ours increases exposure, except an entry whose intent was committed under the live epoch and has not
 * expired. The second half is judged for all that leaves, because the fence makes no difference between orders.
 */
export function noUnmeantExposure(): Checker {
  const seenIntents = new Set<string>();
  let increases = 0;
  let arrivals = 0;
  let entries = 0;
  return {
    promise: 'I3',
    afterAct(scene) {
      const { world, books } = scene;
      for (; increases < world.account.unintendedIncreases.length; increases += 1) {
        const { symbol, orderId, clientOrderId, quantity } = world.account.unintendedIncreases[increases]!;
        const order = findOrder(world.exchange, world.account, symbol, { orderId, clientOrderId: null }, scene.nowMs());
        // An entry that met a position opened by hand after the look is judged by its intent, below.
        if (order?.origin === 'client' && ownOrderRole(clientOrderId) !== 'entry') return `order ${clientOrderId} of ours was no entry and added ${quantity.toFixed()} to the position in ${symbol}`;
      }
      for (; entries < world.account.acceptedEntries.length; entries += 1) {
        const found = judgeSlippage(scene, world.account.acceptedEntries[entries]!);
        if (found !== null) return found;
      }
      for (const intent of books.intents.values()) {
        if (seenIntents.has(intent.id)) continue;
        seenIntents.add(intent.id);
        const found = judgeLook(scene, intent) ?? judgeStamp(scene, intent) ?? judgeSwitches(scene, intent) ?? judgePolicy(scene, intent);
        if (found !== null) return found;
      }
      for (; arrivals < world.arrivals.length; arrivals += 1) {
        const found = judgeArrival(scene, world.arrivals[arrivals]!);
        if (found !== null) return found;
      }
      return null;
    },
  };
}

/** Where entries may slip so far and no farther, none trades at whatever price there is. */
function judgeSlippage({ world, rules, nowMs }: Scene, { symbol, orderId, clientOrderId }: AcceptedEntry): string | null {
  const most = rules.account.entrySlippagePercentMax ?? null;
  if (most === null || ownOrderRole(clientOrderId) !== 'entry') return null;
  const order = findOrder(world.exchange, world.account, symbol, { orderId, clientOrderId: null }, nowMs());
  return order?.type === 'market' ? `entry ${clientOrderId} of ${symbol} was taken at market, where it may slip ${most} percent at most` : null;
}

/** Whoever holds a key looks before it acts. The first stop alone may rest on the entry that was just answered. */
function judgeLook({ lastReadings }: Scene, { kind, request, keyText, epoch }: IntentRow): string | null {
  if (lastReadings.has(`${keyText} ${epoch}`) || (request.kind === 'place' && request.type === 'stop_market')) return null;
  return `${kind} of ${keyText} was intended by somebody who had not looked since the key was claimed`;
}

/** Rule 4 of the fence: a request carries the time of the look that it rests on, so that it expires with what it knows. */
function judgeStamp({ lastLooks }: Scene, { kind, keyText, epoch, signedAtMs }: IntentRow): string | null {
  const look = lastLooks.get(`${keyText} ${epoch}`);
  if (look === undefined) return null;
  // The clock of a process ticks in whole milliseconds. It may have been measured anew between the stamp and the asking: then the true one judges.
  if (signedAtMs <= Math.max(look.atMs, look.askedAtMs) + 1) return null;
  return `${kind} of ${keyText} is signed ${signedAtMs - look.atMs} ms after the look that it rests on began`;
}

function judgeSwitches({ books, rules }: Scene, { request, keyText }: IntentRow): string | null {
  const account = books.accounts.get(accountKeyText(rules.account.key));
  if (request.kind !== 'place' || request.reduceOnly || account === undefined) return null;
  if ((books.claims.get(keyText)?.entriesOffAtMs ?? null) !== null) return `an entry into ${keyText} was committed while entries of that symbol were switched off`;
  if (!account.areEntriesEnabled) return `an entry into ${keyText} was committed while entries were switched off`;
  return account.mode === 'trade' ? null : `an entry into ${keyText} was committed while the account was in mode ${account.mode}`;
}

function judgeArrival({ books, world, setBack }: Scene, arrival: Arrival): string | null {
  if (!arrival.wasExecuted) return null;
  const lost = setBack()?.lostIntents ?? [];
  const { clientOrderId, symbol } = arrival;
  const what = `${arrival.what} ${clientOrderId ?? ''} of ${symbol ?? 'the account'}`;
  const own = symbol === null ? null : symbolKeyText({ ...world.key, symbol });
  const intents = [...books.intents.values(), ...lost].filter((candidate) => (own === null || candidate.keyText === own) && candidate.signedAtMs === arrival.signedAtMs && isOf(candidate, arrival));
  // What is set for a whole account may be meant by several keys, in the same words at the same instant.
  const intent = intents.find(({ keyText, epoch }) => String(books.claims.get(keyText)?.epoch) === epoch) ?? intents[0];
  if (intent === undefined) return `${what} took effect without an intent that was signed at that instant`;
  if (arrival.atMs > intent.expiresAtMs) return `${what} took effect ${arrival.atMs - intent.expiresAtMs} ms after its intent had expired`;
  // Of what was committed in the lost time nobody knows, until it can do nothing any more: nor is an epoch judged that the recovery raised before that.
  if (lost.includes(intent) || arrival.atMs <= (books.identity.get('books')?.fencedUntilMs ?? 0)) return null;
  const { keyText } = intent;
  const epoch = books.claims.get(keyText)?.epoch;
  if (String(epoch) !== intent.epoch) return `${what} of epoch ${intent.epoch} took effect while epoch ${epoch} was the live one`;
  // A stop waits for nothing: it can only make a position smaller, and a second one is found and cancelled.
  if (intent.request.kind === 'place' && intent.request.type === 'stop_market') return null;
  const rival = [...books.intents.values()].find(
    (other) => other.keyText === keyText && other.id !== intent.id && (other.outcome === 'open' || other.outcome === 'unknown') && other.createdAtMs <= intent.createdAtMs && other.expiresAtMs > arrival.atMs,
  );
  return rival === undefined ? null : `${what} took effect while nobody knew what became of ${rival.kind}, which could still arrive`;
}

/** Whether a request is the one that an intent announces. Two settings may rest on one look, and be signed with one instant. */
function isOf({ request }: IntentRow, { kind, type, leg, clientOrderId, what }: Arrival): boolean {
  if (request.kind === 'position_stop') return kind === 'cancel' && type === 'position_stop' && leg === request.leg;
  if (request.kind !== 'place' && request.kind !== 'cancel') return kind === 'configure' && what.includes('leverage') === (request.kind === 'leverage');
  return request.kind === kind && request.clientOrderId === clientOrderId;
}
