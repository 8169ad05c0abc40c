import {
  changedPosition,
  type CloseReason,
  type Facts,
  isLive,
  isTerminal,
  type KeyRecords,
  mayBecome,
  type NewFill,
  type OrderRecord,
  type PlannedSend,
  type PositionRecord,
  type Sighting,
  sumOf,
  type UnansweredIntent,
  ZERO,
} from '@breakwater/core';
import { TAG } from './builders.ts';

const DAY_MS = 86_400_000;
const STATUSES = ['opening', 'open', 'closing', 'closed'] as const;

/** The books of one key, with the rules that the database enforces on them: whoever breaks one gets an exception. */
export class KeyBooks {
  readonly positions: PositionRecord[] = [];
  readonly orders: OrderRecord[] = [];
  readonly fills = new Map<string, NewFill>();
  intents: UnansweredIntent[] = [];
  sightings: readonly Sighting[] = [];
  readonly pages: string[] = [];
  readonly closings: { readonly id: string; readonly reason: CloseReason }[] = [];
  #clientIds = new Set<string>();

  /** What a worker reads of the key. */
  records(nowMs: number): KeyRecords {
    const positions = this.positions.filter((row) => isLive(row.status) || (row.closeReason === 'never_filled' && row.createdAtMs > nowMs - DAY_MS));
    const ids = new Set(positions.map((row) => row.id));
    const waiting = new Set(this.intents.map((intent) => intent.orderId));
    const orders = this.orders.filter((order) => ids.has(order.positionId ?? '') || !isTerminal(order.status) || waiting.has(order.id));
    return {
      key: TAG,
      nowMs,
      positions,
      orders: orders.map((order) => ({ ...order, bookedQuantity: this.bookedOf(order.id) })),
      intents: this.intents,
      signal: null,
      wishes: [],
      sightings: this.sightings,
      quarantineReason: null,
      cooldownUntilMs: null,
      foreignOrders: [],
      areEntriesOff: false,
      generationFloor: 0,
      signalExpiresAtMs: null,
    };
  }

  bookedOf(orderId: string): OrderRecord['bookedQuantity'] {
    return sumOf([...this.fills.values()].filter((fill) => fill.orderId === orderId).map((fill) => fill.quantity));
  }

  addOrder(order: OrderRecord): void {
    if (order.role !== 'foreign') demand(!this.#clientIds.has(order.clientOrderId), `client id ${order.clientOrderId} again`);
    demand(order.role === 'entry' || order.role === 'foreign' || order.reduceOnly, `${order.role} may increase`);
    demand(order.quantity === null || order.quantity.gt(ZERO), 'an order of nothing');
    this.#clientIds.add(order.clientOrderId);
    this.orders.push(order);
  }

  /** Writes an intent and what belongs to it, as `commitIntent` does; says why not instead. */
  commit(send: PlannedSend, intent: UnansweredIntent, nowMs: number): 'committed' | 'not_quiet' | 'newest_stop' {
    const isPending = this.intents.some((other) => other.expiresAtMs > nowMs && (!send.mayBreakQuiet || (other.request.kind === 'place' && other.request.type === 'stop_market')));
    if (isPending) return 'not_quiet';
    const cancelled = this.orders.find((order) => order.id === send.cancelsOrderId);
    if (cancelled && !send.mayCancelNewest && !this.#hasNewerStop(cancelled)) return 'newest_stop';
    if (send.newOrder) this.addOrder({ ...send.newOrder, cancelIntendedAtMs: null, bookedQuantity: ZERO, createdAtMs: nowMs });
    if (cancelled) this.#replaceOrder(cancelled.id, { cancelIntendedAtMs: cancelled.cancelIntendedAtMs ?? nowMs });
    const closing = this.positions.find((row) => row.id === send.closesPositionId && row.status === 'open');
    if (closing) this.#replacePosition({ ...closing, status: 'closing' });
    this.intents = [...this.intents, intent];
    return 'committed';
  }

  record(facts: Facts, nowMs: number): void {
    for (const answer of facts.answers ?? []) {
      if (answer.outcome === 'unknown') continue;
      this.intents = this.intents.filter((intent) => intent.id !== answer.intentId);
    }
    const missed = new Set(facts.missedIntentIds);
    this.intents = this.intents.map((intent) => (missed.has(intent.id) ? { ...intent, missedAtMs: intent.missedAtMs ?? nowMs } : intent));
    for (const row of facts.newPositions ?? []) {
      demand(!this.positions.some((other) => other.id === row.id), `position ${row.id} again`);
      this.#replacePosition({ ...row, protectedAtMs: null, closeReason: null, createdAtMs: nowMs });
    }
    const ids = (facts.positions ?? []).map((change) => change.id);
    demand(new Set(ids).size === ids.length, 'one statement changes a row twice');
    for (const change of facts.positions ?? []) this.#changePosition(change);
    for (const order of facts.newOrders ?? []) if (this.#same(order) === undefined) this.addOrder({ ...order, cancelIntendedAtMs: null, bookedQuantity: ZERO, createdAtMs: nowMs });
    for (const change of facts.orders ?? []) this.#changeOrder(change);
    for (const fill of facts.fills ?? []) this.#addFill(fill, facts);
    if (facts.sightings) this.sightings = facts.sightings;
    this.pages.push(...(facts.pages ?? []).map((page) => page.subject));
  }

  #changePosition(change: NonNullable<Facts['positions']>[number]): void {
    const row = this.positions.find((other) => other.id === change.id);
    demand(row !== undefined, `no position ${change.id}`);
    const next = changedPosition(row, change);
    const isReopened = row.status === 'closed' && row.closeReason === 'never_filled' && next.status === 'open';
    demand(isReopened || STATUSES.indexOf(next.status) >= STATUSES.indexOf(row.status), `position from ${row.status} to ${next.status}`);
    demand(row.entryPrice === null || row.entryPrice.eq(next.entryPrice ?? ZERO), 'the entry price is final');
    demand((next.status === 'closed') === (next.closeReason !== null), 'closed means why');
    demand(next.status !== 'closed' || row.status === 'closed' || change.closedAtMs !== undefined, 'closed means when');
    demand(next.status === 'opening' || next.status === 'closed' || (next.entryPrice !== null && next.firstFillAtMs !== null), 'open means filled');
    demand(next.quantity.gt(ZERO), 'a position of nothing');
    demand((change.addBareMs ?? 0) >= 0, 'bare time runs backwards');
    if (next.status === 'closed' && next.closeReason !== null && isLive(row.status)) this.closings.push({ id: row.id, reason: next.closeReason });
    this.#replacePosition(next);
  }

  #changeOrder(change: NonNullable<Facts['orders']>[number]): void {
    const order = this.orders.find((other) => other.id === change.id);
    demand(order !== undefined, `no order ${change.id}`);
    demand(change.status === undefined || change.status === order.status || mayBecome(order.status, change.status), `order from ${order.status} to ${change.status}`);
    demand(change.executedQuantity === undefined || change.executedQuantity.gte(order.executedQuantity), 'an order unfills');
    if (change.exchangeOrderId !== undefined) {
      demand(!this.orders.some((other) => other.id !== order.id && other.list === order.list && other.exchangeOrderId === change.exchangeOrderId), 'an exchange order id again');
    }
    this.#replaceOrder(change.id, change);
  }

  #addFill(fill: NewFill, facts: Facts): void {
    const given = facts.newOrders?.find((order) => order.id === fill.orderId);
    const orderId = (given === undefined ? undefined : this.#same(given)?.id) ?? fill.orderId;
    demand(this.orders.some((order) => order.id === orderId), `a fill of no order (${fill.tradeId})`);
    const known = this.fills.get(fill.tradeId);
    if (known !== undefined && !(this.#isForeign(known.orderId) && !this.#isForeign(orderId))) return;
    this.fills.set(fill.tradeId, { ...fill, orderId });
  }

  #isForeign(orderId: string): boolean {
    return this.orders.find((order) => order.id === orderId)?.role === 'foreign';
  }

  #same(order: Pick<OrderRecord, 'id' | 'list' | 'exchangeOrderId'>): OrderRecord | undefined {
    return this.orders.find((other) => other.id === order.id || (other.list === order.list && other.exchangeOrderId !== null && other.exchangeOrderId === order.exchangeOrderId));
  }

  #hasNewerStop(order: OrderRecord): boolean {
    const position = this.positions.find((row) => row.id === order.positionId);
    if (order.role !== 'stop' || position === undefined || !isLive(position.status)) return true;
    return this.orders.some((other) => other.positionId === order.positionId && other.role === 'stop' && other.generation > order.generation && other.status === 'resting' && other.cancelIntendedAtMs === null);
  }

  #replacePosition(row: PositionRecord): void {
    const rivals = this.positions.filter((other) => other.id !== row.id && other.leg === row.leg && isLive(other.status));
    const was = this.positions.findIndex((other) => other.id === row.id);
    // Rows that were doubled before the index stood may still be closed one by one.
    demand(rivals.length === 0 || !isLive(row.status) || (was !== -1 && isLive(this.positions[was]!.status)), 'two live rows');
    if (was === -1) this.positions.push(row);
    else this.positions[was] = row;
  }

  #replaceOrder(id: string, changes: Partial<OrderRecord>): void {
    const index = this.orders.findIndex((order) => order.id === id);
    this.orders[index] = { ...this.orders[index]!, ...changes };
  }
}

function demand(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`the database refuses: ${what}`);
}
