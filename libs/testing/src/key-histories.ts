import { closingSide, type Decimal, decimal, decimalText, type Leg, openingSide, type OrderRecord, type OrderSide, type PositionRecord, type PositionSide, type Sighting, sumOf, ZERO } from '@breakwater/core';
import { anOrder, aPosition } from './builders.ts';
import type { KeyWorld } from './key-world.ts';

/** Something that happened to a key before anybody looked: at the exchange, in the books, or in one of them alone. */
export type Happening =
  | { readonly what: 'entered'; readonly leg: Leg; readonly side: PositionSide; readonly parts: readonly number[]; readonly seen: 'all' | 'filled' | 'nothing' | 'given_up' }
  | { readonly what: 'failed_entry'; readonly leg: Leg; readonly side: PositionSide; readonly isExpired: boolean }
  | { readonly what: 'stop'; readonly leg: Leg; readonly size: 'whole' | 'half' | 'double'; readonly price: 'right' | 'wrong'; readonly isSeen: boolean; readonly isCancelIntended: boolean }
  | { readonly what: 'refused_stop'; readonly leg: Leg }
  | { readonly what: 'triggered'; readonly leg: Leg }
  | { readonly what: 'stop_taken_away'; readonly leg: Leg }
  | { readonly what: 'traded'; readonly leg: Leg; readonly side: OrderSide; readonly parts: readonly number[]; readonly by: string }
  | { readonly what: 'foreign_stop'; readonly leg: Leg }
  | { readonly what: 'price'; readonly price: number }
  | { readonly what: 'doubled'; readonly leg: Leg }
  | { readonly what: 'misremembered'; readonly leg: Leg; readonly quantity: number }
  | { readonly what: 'closing'; readonly leg: Leg }
  | { readonly what: 'sighted'; readonly leg: Leg; readonly sighting: Sighting['what']; readonly agoMs: number };

/** Tenths of a coin: the step of the market. */
const tenths = (count: number): Decimal => decimal(String(count)).times(decimal('0.1'));

/** Lets a history happen to a world; what cannot happen as things stand does not. */
export function happen(world: KeyWorld, history: readonly Happening[]): void {
  history.forEach((happening, index) => one(world, happening, index + 1));
}

function one(world: KeyWorld, happening: Happening, serial: number): void {
  const { books, exchange } = world;
  if (happening.what === 'price') {
    exchange.price = decimal(String(happening.price));
    return;
  }
  const row = books.positions.find((position) => position.leg === happening.leg && position.status !== 'closed');
  switch (happening.what) {
    case 'entered':
      return enter(world, happening, row, serial);
    case 'failed_entry':
      if (row === undefined) planEntry(world, happening.leg, happening.side, decimal('1'), serial, happening.isExpired);
      return;
    case 'stop':
      if (row !== undefined && row.entryPrice !== null) placeStop(world, row, happening);
      return;
    case 'refused_stop':
      if (row?.status === 'open') addStop(world, row, row.quantity, decimal('98'), { status: 'rejected', exchangeOrderId: null });
      return;
    case 'triggered':
      for (const stop of exchange.restingStops().filter((order) => order.leg === happening.leg).slice(0, 1)) exchange.trigger(stop.clientOrderId);
      return;
    case 'stop_taken_away':
      for (const stop of exchange.restingStops().filter((order) => order.leg === happening.leg).slice(0, 1)) exchange.cancel(stop.clientOrderId);
      return;
    case 'traded': {
      const isClosable = happening.leg === 'net' || openingSide(happening.leg) === happening.side || sumOf(happening.parts.map(tenths)).lte(exchange.signed(happening.leg).abs());
      if (isClosable) exchange.trade(happening.leg, happening.side, happening.parts.map(tenths), happening.by);
      return;
    }
    case 'foreign_stop': {
      const side = exchange.sideOf(happening.leg);
      if (side !== null) exchange.restStop({ leg: happening.leg, side: closingSide(side), quantity: '0.1', triggerPrice: side === 'long' ? '50' : '150', triggerType: 'mark', reduceOnly: true, clientOrderId: `web_${serial}` });
      return;
    }
    case 'doubled':
      if (row?.status === 'open') books.positions.push({ ...row, id: `double-${serial}`, signalId: null, origin: 'adopted', createdAtMs: world.nowMs });
      return;
    case 'misremembered':
      if (row?.status === 'open') books.positions[books.positions.indexOf(row)] = { ...row, quantity: tenths(happening.quantity) };
      return;
    case 'closing':
      if (row?.status === 'open') books.positions[books.positions.indexOf(row)] = { ...row, status: 'closing' };
      return;
    case 'sighted': {
      const quantity = decimalText(exchange.signed(happening.leg).abs());
      books.sightings = [...books.sightings, { leg: happening.leg, what: happening.sighting, quantity, atMs: world.nowMs - happening.agoMs }];
    }
  }
}

function planEntry(world: KeyWorld, leg: Leg, side: PositionSide, quantity: Decimal, serial: number, isExpired: boolean): { row: PositionRecord; entry: OrderRecord } {
  const { books, exchange } = world;
  const id = `position-${serial}`;
  const row = aPosition({ id, leg, side, quantity, signalId: `signal-${serial}`, status: 'opening', entryPrice: null, firstFillAtMs: null, protectedAtMs: null, createdAtMs: world.nowMs });
  const entry = anOrder({ positionId: id, side: openingSide(side), quantity, status: 'planned', exchangeOrderId: null, executedQuantity: ZERO, bookedQuantity: ZERO, averagePrice: null, createdAtMs: world.nowMs });
  books.positions.push(row);
  books.addOrder(entry);
  const request = { kind: 'place', type: 'market', symbol: 'TAGUSDT', leg, side: entry.side, quantity: decimalText(quantity), reduceOnly: false, clientOrderId: entry.clientOrderId } as const;
  books.intents = [...books.intents, { id: `lost-${serial}`, kind: 'place', orderId: entry.id, request, outcome: 'unknown', expiresAtMs: exchange.nowMs + (isExpired ? -1 : 6_500), missedAtMs: null }];
  return { row, entry };
}

function enter(world: KeyWorld, entered: Extract<Happening, { what: 'entered' }>, live: PositionRecord | undefined, serial: number): void {
  const { books, exchange } = world;
  // We enter flat keys without a row only.
  if (live !== undefined || exchange.sideOf(entered.leg) !== null) return;
  const quantity = sumOf(entered.parts.map(tenths));
  const { row, entry } = planEntry(world, entered.leg, entered.side, quantity, serial, false);
  const report = exchange.trade(entered.leg, openingSide(entered.side), entered.parts.map(tenths), entry.clientOrderId);
  if (entered.seen === 'nothing') return;
  books.intents = books.intents.filter((intent) => intent.orderId !== entry.id);
  const [rowAt, orderAt] = [books.positions.indexOf(row), books.orders.indexOf(entry)];
  if (entered.seen === 'given_up') {
    books.positions[rowAt] = { ...row, status: 'closed', closeReason: 'never_filled' };
    books.orders[orderAt] = { ...entry, status: 'never_existed' };
    return;
  }
  books.positions[rowAt] = { ...row, status: 'open', entryPrice: report.averagePrice, firstFillAtMs: report.updatedAtMs, bareSinceMs: report.updatedAtMs };
  books.orders[orderAt] = { ...entry, status: 'filled', exchangeOrderId: report.exchangeOrderId, executedQuantity: quantity, averagePrice: report.averagePrice };
  if (entered.seen !== 'all') return;
  for (const { fill } of exchange.executions(0)) if (fill.exchangeOrderId === report.exchangeOrderId) books.fills.set(fill.tradeId, { ...fill, orderId: entry.id });
}

function placeStop(world: KeyWorld, row: PositionRecord, stop: Extract<Happening, { what: 'stop' }>): void {
  const held = world.exchange.signed(row.leg).abs();
  if (held.eq(ZERO) || world.exchange.sideOf(row.leg) !== row.side || row.entryPrice === null) return;
  const quantity = stop.size === 'whole' ? held : stop.size === 'half' ? held.div(decimal('2')) : held.times(decimal('2'));
  const away = stop.price === 'right' ? '2' : '5';
  const triggerPrice = row.side === 'long' ? row.entryPrice.minus(decimal(away)) : row.entryPrice.plus(decimal(away));
  if (row.side === 'long' ? world.exchange.price.lte(triggerPrice) : world.exchange.price.gte(triggerPrice)) return;
  const order = addStop(world, row, quantity, triggerPrice, { status: 'planned', exchangeOrderId: null });
  const report = world.exchange.restStop({
    leg: row.leg,
    side: order.side,
    quantity: decimalText(quantity),
    triggerPrice: decimalText(triggerPrice),
    triggerType: 'mark',
    reduceOnly: true,
    clientOrderId: order.clientOrderId,
  });
  const cancelIntendedAtMs = stop.isCancelIntended ? world.nowMs : null;
  world.books.orders[world.books.orders.indexOf(order)] = { ...order, cancelIntendedAtMs, ...(stop.isSeen ? { status: 'resting', exchangeOrderId: report.exchangeOrderId } : {}) };
}

function addStop(world: KeyWorld, row: PositionRecord, quantity: Decimal, triggerPrice: Decimal, changes: Partial<OrderRecord>): OrderRecord {
  const generation = 1 + world.books.orders.filter((order) => order.positionId === row.id && order.role === 'stop').length;
  const order = anOrder({ role: 'stop', positionId: row.id, generation, side: closingSide(row.side), quantity, triggerPrice, createdAtMs: world.nowMs, ...changes });
  world.books.addOrder(order);
  return order;
}
