import { isLive, type PositionStatus } from '@breakwater/core';
import { findNewestLife, findOrder } from '@breakwater/paper';
import type { PositionRow } from '../memory/memory-books.ts';
import type { Checker, Scene } from './checker.ts';

/**
 * I6: nothing is created or closed without evidence. Judged by what is true: a row may close only when the position that it
 * tells of has ended, and one may be made from the exchange's word only while there was such a position.
 */
export function nothingWithoutEvidence(): Checker {
  const seen = new Map<string, PositionStatus>();
  return {
    promise: 'I6',
    afterAct(scene) {
      for (const row of scene.books.positions.values()) {
        const before = seen.get(row.id);
        if (before === row.status) continue;
        seen.set(row.id, row.status);
        const found = row.status === 'closed' ? judgeClosing(scene, row) : before === undefined ? judgeCreation(scene, row) : null;
        if (found !== null) return found;
      }
      return null;
    },
  };
}

function judgeClosing(scene: Scene, row: PositionRow): string | null {
  const { world, books } = scene;
  const symbol = row.key.symbol;
  if (row.closeReason === 'never_filled') {
    const entry = [...books.orders.values()].find((order) => order.positionId === row.id && order.role === 'entry');
    const order = entry === undefined ? null : findOrder(world.exchange, world.account, symbol, { orderId: null, clientOrderId: entry.clientOrderId }, scene.nowMs());
    return order !== null && order.executedQuantity.gt('0') ? `row ${row.id} of ${symbol} was closed as never filled, and its entry had filled` : null;
  }
  const hasHeir = [...books.positions.values()].some((other) => other.id !== row.id && other.keyText === row.keyText && other.leg === row.leg && isLive(other.status));
  const life = findNewestLife(world.account, symbol, row.leg);
  if (hasHeir || life === undefined || life.closedAtMs !== null || row.firstFillAtMs === null) return null;
  const isSameLife = life.side === row.side && life.openedAtMs <= row.firstFillAtMs;
  return isSameLife ? `row ${row.id} of ${symbol} was closed (${row.closeReason}) while its position is open` : null;
}

function judgeCreation(scene: Scene, row: PositionRow): string | null {
  if (row.origin !== 'adopted' && row.origin !== 'foreign') return null;
  const life = findNewestLife(scene.world.account, row.key.symbol, row.leg);
  const oldestMs = scene.nowMs() - scene.rules.bounds.notFindableMs - scene.rules.bounds.entryWindowMs;
  const isSeen = life !== undefined && (life.closedAtMs === null || life.closedAtMs >= oldestMs);
  return isSeen ? null : `row ${row.id} of ${row.key.symbol} was made (${row.origin}) although there was no position`;
}
