import { attachedStopName, isLive, type PositionStatus, type Sighting, sumOf } from '@breakwater/core';
import { findNewestLife, findOrder, listOpenConditionalOrders } from '@breakwater/paper';
import { readOthersActedAtMs } from '../world/world.ts';
import type { IntentRow, PositionRow } from '../memory/memory-books.ts';
import type { Checker, Look, Scene } from './checker.ts';

/**
 * I6: nothing is created or closed without evidence. Judged by what is true: a row may close only when the position that it
 * tells of has ended, and one may be made from the exchange's word only while there was such a position.
 */
export function nothingWithoutEvidence(): Checker {
  const seen = new Map<string, PositionStatus>();
  const ended = new Set<string>();
  const sightings = new Map<string, readonly Sighting[]>();
  return {
    promise: 'I6',
    afterAct(scene) {
      for (const intent of scene.books.intents.values()) {
        if (intent.outcome !== 'never_existed' || intent.kind !== 'place' || ended.has(intent.id)) continue;
        ended.add(intent.id);
        const found = judgeAbsence(scene, intent);
        if (found !== null) return found;
      }
      for (const row of scene.books.positions.values()) {
        const before = seen.get(row.id);
        // What an earlier fleet left (fleet/draw-limits.ts) is nobody's act.
        if (before === row.status || row.origin === 'imported') continue;
        seen.set(row.id, row.status);
        const earlier = sightings.get(row.keyText) ?? [];
        const isRecovered = before === undefined && hasBeenRecovered(scene, row);
        const found = isRecovered ? judgeRecovered(scene, row) : row.status === 'closed' ? judgeClosing(scene, row, earlier) : before === undefined ? judgeCreation(scene, row, earlier) : null;
        if (found !== null) return found;
      }
      for (const claim of scene.books.claims.values()) sightings.set(claim.keyText, claim.sightings);
      return null;
    },
    booksPutBack({ books }) {
      seen.clear();
      for (const { id, status } of books.positions.values()) seen.set(id, status);
    },
  };
}

/** That an order never existed is final only when it could neither arrive nor be unfindable any more, and by a look that began then. */
function judgeAbsence({ books, rules, lookedUpAtMs, nowMs }: Scene, { keyText, expiresAtMs }: IntentRow): string | null {
  const finalAtMs = expiresAtMs + rules.bounds.notFindableMs;
  if (nowMs() < finalAtMs) return `an order of ${keyText} was given up ${finalAtMs - nowMs()} ms before its absence could be final`;
  const lookedAtMs = lookedUpAtMs.get(`${keyText} ${books.claims.get(keyText)?.epoch}`);
  if (lookedAtMs === undefined || lookedAtMs >= finalAtMs) return null;
  return `an order of ${keyText} was given up on a look that began ${finalAtMs - lookedAtMs} ms before its absence could be final`;
}

/** The last readable look at the key of a row, under the claim in force. */
function lookOf({ books, lastLooks }: Scene, { keyText }: PositionRow): Look | undefined {
  return lastLooks.get(`${keyText} ${books.claims.get(keyText)?.epoch}`);
}

/** Whether the books held an earlier sighting, long enough ago, before this change. */
function isSeenTwice({ rules, nowMs }: Scene, earlier: readonly Sighting[], what: Sighting['what']): boolean {
  return earlier.some((sighting) => sighting.what === what && sighting.atMs <= nowMs() - rules.bounds.readsApartMs);
}

function judgeClosing(scene: Scene, row: PositionRow, earlier: readonly Sighting[]): string | null {
  const { world, books } = scene;
  const symbol = row.key.symbol;
  if (row.closeReason === 'never_filled') {
    const entry = [...books.orders.values()].find((order) => order.positionId === row.id && order.role === 'entry');
    const isUnanswered = [...books.intents.values()].some(({ orderId, outcome }) => orderId === entry?.id && (outcome === 'open' || outcome === 'unknown'));
    if (entry !== undefined && isUnanswered) return `row ${row.id} of ${symbol} was closed as never filled while nobody knew what became of its entry`;
    const order = entry === undefined ? null : findOrder(world.exchange, world.account, symbol, { orderId: null, clientOrderId: entry.clientOrderId }, scene.nowMs());
    return order !== null && order.executedQuantity.gt('0') ? `row ${row.id} of ${symbol} was closed as never filled, and its entry had filled` : null;
  }
  const hasHeir = [...books.positions.values()].some((other) => other.id !== row.id && other.keyText === row.keyText && other.leg === row.leg && isLive(other.status));
  const life = findNewestLife(world.account, symbol, row.leg);
  const isFlat = life === undefined || life.closedAtMs !== null;
  const resting = listOpenConditionalOrders(world.exchange, world.account, symbol, scene.nowMs());
  const left = resting.find((stop) => [...books.orders.values()].some(({ positionId, clientOrderId }) => positionId === row.id && clientOrderId === stop.clientOrderId));
  // Under a successor the stop stays until that one has its own; that the successor ended since, by others or by an order of
  // theirs that the price set off, no look could have told.
  const changedAtMs = Math.max(readOthersActedAtMs(world, symbol, row.leg), life?.closedAtMs ?? 0);
  const couldKnow = changedAtMs < (lookOf(scene, row)?.askedAtMs ?? Number.POSITIVE_INFINITY);
  if (left !== undefined && isFlat && couldKnow && !hasHeir && row.closeReason !== 'duplicate') return `row ${row.id} of ${symbol} was closed (${row.closeReason}) while its stop ${left.clientOrderId} rests`;
  if (!scene.lastReadings.has(`${row.keyText} ${books.claims.get(row.keyText)?.epoch}`)) return `row ${row.id} of ${symbol} was closed (${row.closeReason}) by somebody who had not looked since the key was claimed`;
  if (row.closeReason === 'unknown' && !isSeenTwice(scene, earlier, 'flat')) return `row ${row.id} of ${symbol} was closed, cause unknown, on one look`;
  if (hasHeir || life === undefined || life.closedAtMs !== null || row.firstFillAtMs === null) return null;
  // Where others had a part in the same position, ours may be over and theirs go on.
  const isSameLife = life.side === row.side && life.openedAtMs <= row.firstFillAtMs && !isOurPartOver(scene, row) && !hasTurnedOver(scene, row);
  return isSameLife ? `row ${row.id} of ${symbol} was closed (${row.closeReason}) while its position is open` : null;
}

/** Whether a position of the row's side ended at the instant that the row says, and the one that is open began there: what was held back fills all at once. */
function hasTurnedOver({ world }: Scene, { key: { symbol }, leg, side, closedAtMs }: PositionRow): boolean {
  return world.account.lives.some((life) => life.symbol === symbol && life.leg === leg && life.side === side && life.closedAtMs !== null && life.closedAtMs === closedAtMs);
}

/** Whether our own orders, or the stop that our entry brought along, took away again all that our entry brought. */
function isOurPartOver({ books }: Scene, row: PositionRow): boolean {
  const ofRow = [...books.orders.values()].filter(({ positionId }) => positionId === row.id);
  const brought = new Set(ofRow.filter(({ role }) => role === 'entry').map(({ clientOrderId }) => attachedStopName(clientOrderId)));
  const own = ofRow.filter(({ role, clientOrderId }) => role !== 'foreign' || brought.has(clientOrderId));
  const entered = sumOf(own.filter(({ role }) => role === 'entry').map(({ bookedQuantity }) => bookedQuantity));
  const left = own.filter(({ role }) => role !== 'entry').reduce((rest, { bookedQuantity }) => rest.minus(bookedQuantity), entered);
  return entered.gt('0') && !left.gt('0');
}

function judgeCreation(scene: Scene, row: PositionRow, earlier: readonly Sighting[]): string | null {
  if (row.origin !== 'adopted' && row.origin !== 'foreign') return null;
  if (!isSeenTwice(scene, earlier, 'orphan')) return `row ${row.id} of ${row.key.symbol} was made (${row.origin}) on one look`;
  const life = findNewestLife(scene.world.account, row.key.symbol, row.leg);
  const oldestMs = scene.nowMs() - scene.rules.bounds.notFindableMs - scene.rules.bounds.entryWindowMs;
  const isSeen = life !== undefined && (life.closedAtMs === null || life.closedAtMs >= oldestMs);
  return isSeen ? null : `row ${row.id} of ${row.key.symbol} was made (${row.origin}) although there was no position`;
}

function hasBeenRecovered({ books, setBack }: Scene, row: PositionRow): boolean {
  return setBack() !== null && books.events.some(({ positionId, type }) => positionId === row.id && type === 'position_recovered');
}

/** A row that was lost is made again from the executions of our own entry, which is no guess: there was such a position. */
function judgeRecovered({ world, books }: Scene, row: PositionRow): string | null {
  const { symbol } = row.key;
  const isTrue = world.account.lives.some((life) => life.symbol === symbol && life.leg === row.leg && life.side === row.side && row.firstFillAtMs !== null && life.openedAtMs <= row.firstFillAtMs && (life.closedAtMs ?? Infinity) >= row.firstFillAtMs);
  const hasEntry = [...books.orders.values()].some((order) => order.positionId === row.id && order.role !== 'foreign');
  return isTrue && hasEntry ? null : `row ${row.id} of ${symbol} was recovered, and we never had such a position`;
}
