import { concerns, type Decimal, decimal, isAhead, isLive, sumOf } from '@breakwater/core';
import { LOOK_AGAIN_MS_MAX } from '@breakwater/engine';
import { findOrder } from '@breakwater/paper';
import type { PositionRow, WishRow } from '../memory/memory-books.ts';
import type { Scene } from './checker.ts';

/**
 * I2: a `reduce` takes off what it wants, once: what the venue executed for it never comes to more. `fixed`: the most that each was ever fixed to; books that
 * were put back may fix it again, to less, by what is left.
 */
export function judgeAmounts({ books, world, nowMs }: Scene, fixed: Map<string, Decimal>): string | null {
  for (const wish of books.wishes.values()) {
    if (wish.action !== 'reduce' || wish.targetQuantity === null) continue;
    if (wish.quantity?.lt(wish.targetQuantity)) return `signal ${wish.externalId} wants ${wish.quantity.toFixed()} off, and ${wish.targetQuantity.toFixed()} are taken`;
    const before = fixed.get(wish.id);
    const target = before?.gt(wish.targetQuantity) ? before : wish.targetQuantity;
    fixed.set(wish.id, target);
    const own = [...books.orders.values()].filter((order) => order.wishId === wish.id);
    const executed = own.map((order) => findOrder(world.exchange, world.account, wish.key.symbol, { orderId: null, clientOrderId: order.clientOrderId }, nowMs())?.executedQuantity.toFixed() ?? '0');
    const total = sumOf(executed.map((text) => decimal(text)));
    if (total.gt(target)) return `signal ${wish.externalId} takes ${target.toFixed()} off ${wish.keyText}, and ${own.length} exits executed ${total.toFixed()} for it`;
  }
  return null;
}

/** How long the calm may leave a wish open beyond the bounds that the fleet must wait for, and what an exchange may have told it to wait, in milliseconds. */
const SETTLING_MS = 20_000;

/**
 * I12: what is wished for ends within a bound once nothing goes wrong any more; and what is said to be done is done: a close ends
 * with its position, not before. Asked once of each wish.
 */
export function judgeSettled({ books, rules: { bounds }, nowMs, calmSinceMs }: Scene, settled: Set<string>): string | null {
  const sinceMs = calmSinceMs();
  const mostMs = bounds.notFindableMs * 2 + bounds.entryWindowMs + bounds.fenceSkewMs + bounds.neverFilledHoldMs + bounds.bareMsMax + LOOK_AGAIN_MS_MAX + SETTLING_MS;
  for (const wish of books.wishes.values()) {
    if (wish.outcome === 'pending' && sinceMs !== null && nowMs() - Math.max(sinceMs, wish.createdAtMs) > mostMs) return `signal ${wish.externalId} of ${wish.keyText} (${wish.action}) has no outcome after ${mostMs} ms of calm`;
    if (wish.outcome === 'pending' || settled.has(wish.id)) continue;
    settled.add(wish.id);
    if (wish.outcome !== 'closed') continue;
    const left = [...books.positions.values()].find((row) => row.keyText === wish.keyText && isLive(row.status) && row.createdAtMs <= wish.createdAtMs && isMeant(wish, row));
    if (left !== undefined) return `signal ${wish.externalId} is said to be closed, and row ${left.id} of ${wish.keyText} is ${left.status}`;
  }
  return null;
}

/** I4: nobody loosens a stop but a signal that says so. `seen`: where each row's stop lay, before rounding to the tick. */
export function judgeLoosened({ books }: Scene, seen: Map<string, Decimal>): string | null {
  for (const row of books.positions.values()) {
    if (row.entryPrice === null || !isLive(row.status)) continue;
    const price = plannedPrice(row);
    const before = seen.get(row.id);
    seen.set(row.id, price);
    if (before === undefined || before.eq(price)) continue;
    // Both are rounded to the tick, in the tighter direction.
    const slack = row.entryPrice.times('0.001');
    const isLooser = row.side === 'long' ? price.plus(slack).lt(before) : price.minus(slack).gt(before);
    if (!isLooser || wishesOf(books, row).some((wish) => wish.action === 'set_stop' && wish.mayLoosen && wish.outcome === 'stop_set')) continue;
    return `the stop of row ${row.id} (${row.side}) went from ${before.toFixed()} to ${price.toFixed()}, and no signal says that it may be loosened`;
  }
  return null;
}

/** Whether somebody wanted the stop of a row at a price, which may lie on the winning side. */
export function isStopWished(scene: Scene, row: PositionRow): boolean {
  return wishesOf(scene.books, row).some((wish) => wish.stopRule !== null && 'price' in wish.stopRule);
}

/** Whether a stop may lie at a price because it follows the price of its row: behind the best one, as far as that was written down. */
export function isStopFollowing({ stopRule: { best }, side }: PositionRow, triggerPrice: string): boolean {
  return best !== undefined && isAhead(side, decimal(best), decimal(triggerPrice));
}

/** Whether an operator wanted what is foreign on a leg closed. */
export function isForeignCovered({ books }: Scene, row: PositionRow): boolean {
  return wishesOf(books, row).some((wish) => wish.coversForeign);
}

function wishesOf(books: Scene['books'], row: PositionRow): WishRow[] {
  return [...books.wishes.values()].filter((wish) => wish.keyText === row.keyText && isMeant(wish, row));
}

function isMeant(wish: WishRow, row: PositionRow): boolean {
  return concerns(wish, row.leg, row.side) && (row.origin !== 'foreign' || wish.coversForeign || wish.action !== 'close');
}

function plannedPrice({ stopRule, entryPrice, side }: PositionRow): Decimal {
  if ('movedTo' in stopRule) return decimal(stopRule.movedTo);
  if ('price' in stopRule) return decimal(stopRule.price);
  const distance = entryPrice!.times(stopRule.percent).times('0.01');
  return side === 'long' ? entryPrice!.minus(distance) : entryPrice!.plus(distance);
}
