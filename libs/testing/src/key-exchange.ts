import {
  closingSide,
  type Decimal,
  decimal,
  type Execution,
  type FillReport,
  isTerminal,
  type KeyView,
  type Leg,
  minOf,
  openingSide,
  type OrderRecord,
  type OrderReport,
  type OrderSide,
  type PlaceStop,
  type PositionReport,
  type PositionSide,
  refusalCodes,
  type Request,
  sumOf,
  ZERO,
} from '@breakwater/core';
import { NOW_MS, TAG } from './builders.ts';

/** How the exchange took a request: with the order's report, or with the code of its refusal. */
export type Taken = { readonly type: 'accepted'; readonly report: OrderReport | null } | { readonly type: 'rejected'; readonly code: string };

/**
 * The smallest exchange that a decision can be tried on: one symbol, market orders that fill at once, stops that rest
 * until a test triggers them. Everything a test does moves its clock a little, so no two things happen at one instant.
 */
export class KeyExchange {
  nowMs: number = NOW_MS - 600_000;
  #price: Decimal = decimal('100');
  readonly #legs: readonly Leg[];
  readonly #held = new Map<Leg, { signed: Decimal; entryPrice: Decimal; updatedAtMs: number }>();
  readonly #orders: OrderReport[] = [];
  readonly #fills: FillReport[] = [];

  constructor(legs: readonly Leg[] = ['net']) {
    this.#legs = legs;
    for (const leg of legs) this.#held.set(leg, { signed: ZERO, entryPrice: ZERO, updatedAtMs: this.nowMs });
  }

  get price(): Decimal {
    return this.#price;
  }

  /** Moves the price; stops that it passes trigger. */
  set price(price: Decimal) {
    this.#price = price;
    for (const stop of this.restingStops()) if (this.#isPassed(stop.side, stop.triggerPrice ?? ZERO)) this.trigger(stop.clientOrderId);
  }

  /** What a leg holds, negative for a short. */
  signed(leg: Leg): Decimal {
    return this.#held.get(leg)?.signed ?? ZERO;
  }

  sideOf(leg: Leg): PositionSide | null {
    const signed = this.signed(leg);
    return signed.eq(ZERO) ? null : signed.gt(ZERO) ? 'long' : 'short';
  }

  view(): KeyView {
    return {
      positions: this.#legs.map((leg) => this.#reportOf(leg)),
      orders: this.#orders.filter((order) => !isTerminal(order.status) && order.status !== 'triggered'),
      markPrice: this.price,
      lastPrice: this.price,
    };
  }

  executions(sinceMs: number): Execution[] {
    const orderOf = (id: string): OrderReport | null => this.#orders.find((order) => order.list === 'plain' && order.exchangeOrderId === id) ?? null;
    return this.#fills.filter((fill) => fill.atMs >= sinceMs).map((fill) => ({ fill, order: orderOf(fill.exchangeOrderId) }));
  }

  /** Finds an order by our client id; a triggered stop ends as the order that it became. */
  find(record: Pick<OrderRecord, 'list' | 'clientOrderId'>): OrderReport | null {
    const report = this.#orders.find((order) => order.list === record.list && order.clientOrderId === record.clientOrderId);
    if (report === undefined) return null;
    const child = this.#orders.find((order) => order.list === 'plain' && order.exchangeOrderId === report.childOrderId);
    if (child === undefined) return report;
    return { ...report, status: isTerminal(child.status) ? child.status : 'triggered', executedQuantity: child.executedQuantity, averagePrice: child.averagePrice, updatedAtMs: child.updatedAtMs };
  }

  restingStops(): readonly OrderReport[] {
    return this.#orders.filter((order) => order.list === 'conditional' && order.status === 'resting');
  }

  /** A market order of anybody, in as many executions as quantities are given. */
  trade(leg: Leg, side: OrderSide, quantities: readonly Decimal[], clientOrderId: string, reduceOnly = false): OrderReport {
    this.nowMs += 10;
    const createdAtMs = this.nowMs;
    const exchangeOrderId = `p${this.#orders.length + 1}`;
    for (const quantity of quantities) this.#execute(leg, side, quantity, exchangeOrderId);
    const executed = sumOf(quantities);
    const report = this.#order({ list: 'plain', clientOrderId, exchangeOrderId, side, leg, kind: 'market', status: 'filled', quantity: executed, reduceOnly, createdAtMs });
    const filled: OrderReport = { ...report, executedQuantity: executed, averagePrice: this.price, updatedAtMs: this.nowMs };
    this.#orders.push(filled);
    return filled;
  }

  /** A stop that rests; whether its trigger was passed is for the caller to see. */
  restStop(stop: Omit<PlaceStop, 'kind' | 'type' | 'symbol'>): OrderReport {
    this.nowMs += 10;
    const report = this.#order({
      list: 'conditional',
      clientOrderId: stop.clientOrderId,
      exchangeOrderId: `c${this.#orders.length + 1}`,
      side: stop.side,
      leg: stop.leg,
      kind: 'stop_market',
      status: 'resting',
      quantity: decimal(stop.quantity),
      reduceOnly: stop.reduceOnly,
      createdAtMs: this.nowMs,
    });
    this.#orders.push({ ...report, triggerPrice: decimal(stop.triggerPrice), triggerType: stop.triggerType });
    return this.#orders.at(-1)!;
  }

  /** Lets a resting stop trigger and reduce what there is. */
  trigger(clientOrderId: string): void {
    const stop = this.restingStops().find((order) => order.clientOrderId === clientOrderId);
    const side = stop === undefined ? null : this.sideOf(stop.leg);
    if (stop === undefined || side === null || stop.side !== closingSide(side)) return;
    const quantity = minOf(stop.quantity ?? ZERO, this.signed(stop.leg).abs());
    const child = this.trade(stop.leg, stop.side, [quantity], '', true);
    this.#replace(stop, { status: 'triggered', childOrderId: child.exchangeOrderId, updatedAtMs: this.nowMs });
  }

  /** Takes an order away, as its owner or the exchange does. */
  cancel(clientOrderId: string): void {
    this.nowMs += 10;
    const order = this.#orders.find((candidate) => candidate.clientOrderId === clientOrderId && candidate.status === 'resting');
    if (order !== undefined) this.#replace(order, { status: 'canceled', updatedAtMs: this.nowMs });
  }

  /** Takes a request as a real exchange would: reduce-only orders never open anything. */
  take(request: Request): Taken {
    if (request.kind === 'cancel') {
      const isThere = this.#orders.some((order) => order.clientOrderId === request.clientOrderId && order.status === 'resting');
      this.cancel(request.clientOrderId);
      return isThere ? { type: 'accepted', report: null } : { type: 'rejected', code: '-2011' };
    }
    if (request.kind !== 'place') return { type: 'accepted', report: null };
    const side = this.sideOf(request.leg);
    if (request.reduceOnly && (side === null || request.side !== closingSide(side))) return { type: 'rejected', code: '-2022' };
    if (request.type !== 'stop_market') {
      const most = request.reduceOnly ? this.signed(request.leg).abs() : decimal(request.quantity);
      return { type: 'accepted', report: this.trade(request.leg, request.side, [minOf(most, decimal(request.quantity))], request.clientOrderId, request.reduceOnly) };
    }
    return this.#isPassed(request.side, decimal(request.triggerPrice)) ? { type: 'rejected', code: refusalCodes.stopWouldTrigger } : { type: 'accepted', report: this.restStop(request) };
  }

  #isPassed(side: OrderSide, trigger: Decimal): boolean {
    return side === 'sell' ? this.price.lte(trigger) : this.price.gte(trigger);
  }

  #execute(leg: Leg, side: OrderSide, quantity: Decimal, exchangeOrderId: string): void {
    this.nowMs += 1;
    const before = this.#held.get(leg)!;
    const change = side === 'buy' ? quantity : quantity.times(decimal('-1'));
    const signed = before.signed.plus(change);
    const isReducing = before.signed.times(change).lt(ZERO);
    const reduced = isReducing ? minOf(quantity, before.signed.abs()) : ZERO;
    const gain = before.signed.gt(ZERO) ? this.price.minus(before.entryPrice) : before.entryPrice.minus(this.price);
    const isTurned = before.signed.times(signed).lt(ZERO) || before.signed.eq(ZERO);
    const average = () => before.entryPrice.times(before.signed).plus(this.price.times(change)).div(signed);
    const entryPrice = signed.eq(ZERO) ? ZERO : isTurned ? this.price : isReducing ? before.entryPrice : average();
    this.#held.set(leg, { signed, entryPrice, updatedAtMs: this.nowMs });
    const tradeId = `t${this.#fills.length + 1}`;
    this.#fills.push({ symbol: TAG.symbol, tradeId, exchangeOrderId, side, leg, quantity, price: this.price, fee: ZERO, feeAsset: 'USDT', realisedPnl: reduced.times(gain), atMs: this.nowMs });
  }

  #reportOf(leg: Leg): PositionReport {
    const { signed, entryPrice, updatedAtMs } = this.#held.get(leg)!;
    const side = leg === 'net' ? (signed.lt(ZERO) ? 'short' : 'long') : leg;
    return { symbol: TAG.symbol, leg, side, quantity: signed.abs(), entryPrice, markPrice: this.price, liquidationPrice: null, updatedAtMs };
  }

  #order(order: Pick<OrderReport, 'list' | 'clientOrderId' | 'exchangeOrderId' | 'side' | 'leg' | 'kind' | 'status' | 'quantity' | 'reduceOnly' | 'createdAtMs'>): OrderReport {
    return { symbol: TAG.symbol, childOrderId: null, executedQuantity: ZERO, averagePrice: null, triggerPrice: null, triggerType: null, closesPosition: false, updatedAtMs: this.nowMs, ...order };
  }

  #replace(order: OrderReport, changes: Partial<OrderReport>): void {
    this.#orders[this.#orders.indexOf(order)] = { ...order, ...changes };
  }
}

/** Whether an order could make a position larger or turn it round. */
export function increases(request: Request, held: Decimal): boolean {
  if (request.kind !== 'place' || request.reduceOnly) return false;
  return held.eq(ZERO) || request.side === openingSide(held.gt(ZERO) ? 'long' : 'short') || decimal(request.quantity).gt(held.abs());
}
