import {
  type Account,
  type ConditionalOrder,
  type Fill,
  type Order,
  type PositionLife,
  listOpenConditionalOrders,
  listOpenOrders,
  listOpenPositions,
  measureBareMs,
  readPrice,
  toText,
  zero,
} from '@breakwater/paper';
import { type JsonInPieces, joinFields, renderEntries, renderList } from '@breakwater/paper-venue';
import type { ServedVenue } from '../world.ts';

/** A word of the model in capitals: `partially-filled` becomes `PARTIALLY_FILLED`. */
const capitalise = (word: string): string => word.toUpperCase().replaceAll('-', '_');

function renderOrder(order: Order): Record<string, unknown> {
  return {
    symbol: order.symbol,
    leg: order.leg,
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    origin: order.origin,
    side: capitalise(order.side),
    type: capitalise(order.type),
    price: order.price === null ? null : toText(order.price),
    quantity: toText(order.quantity),
    executedQuantity: toText(order.executedQuantity),
    reduceOnly: order.reduceOnly,
    status: capitalise(order.status),
    createdAt: order.createdAtMs,
    updatedAt: order.updatedAtMs,
  };
}

function renderConditionalOrder(order: ConditionalOrder): Record<string, unknown> {
  return {
    symbol: order.symbol,
    leg: order.leg,
    conditionalOrderId: order.conditionalOrderId,
    clientOrderId: order.clientOrderId,
    origin: order.origin,
    side: capitalise(order.side),
    type: capitalise(order.type),
    quantity: order.quantity === null ? null : toText(order.quantity),
    closePosition: order.closePosition,
    reduceOnly: order.reduceOnly,
    triggerPrice: toText(order.triggerPrice),
    workingPrice: order.workingPrice,
    status: capitalise(order.status),
    createdAt: order.createdAtMs,
    updatedAt: order.updatedAtMs,
  };
}

function renderFill(fill: Fill): Record<string, unknown> {
  return {
    symbol: fill.symbol,
    leg: fill.leg,
    tradeId: fill.tradeId,
    orderId: fill.orderId,
    clientOrderId: fill.clientOrderId,
    side: capitalise(fill.side),
    price: toText(fill.price),
    quantity: toText(fill.quantity),
    fee: toText(fill.commission),
    feeAsset: fill.commissionAsset,
    realisedPnl: toText(fill.realisedProfit),
    time: fill.timeMs,
  };
}

function renderLife(life: PositionLife, nowMs: number): Record<string, unknown> {
  return {
    symbol: life.symbol,
    leg: life.leg,
    side: life.side,
    openedAt: life.openedAtMs,
    protectedAt: life.protectedAtMs,
    closedAt: life.closedAtMs,
    bareMs: measureBareMs(life, nowMs),
    bareSince: life.bareSinceMs,
    intervals: life.bareIntervals.map(({ fromMs, toMs }) => ({ from: fromMs, to: toMs })),
  };
}

/** Client order ids under which more than one order was executed: the mark of a request that was sent twice. */
export function findDuplicateExecutions(fills: readonly Fill[]): Record<string, unknown>[] {
  // Nearly all ids are of one order, and of tens of thousands of fills only the rest need be sorted by symbol.
  const first = new Map<string, Fill>();
  const repeated = new Set<string>();
  for (const fill of fills) {
    const known = first.get(fill.clientOrderId);
    if (known === undefined) first.set(fill.clientOrderId, fill);
    else if (known.orderId !== fill.orderId) repeated.add(fill.clientOrderId);
  }
  const orders = new Map<string, { symbol: string; clientOrderId: string; orderIds: Set<number> }>();
  for (const { symbol, clientOrderId, orderId } of fills) {
    if (!repeated.has(clientOrderId)) continue;
    const key = `${symbol} ${clientOrderId}`;
    const known = orders.get(key) ?? { symbol, clientOrderId, orderIds: new Set() };
    known.orderIds.add(orderId);
    orders.set(key, known);
  }
  // The venue gives all its ADL orders the same id; that is not a client sending twice.
  return [...orders.values()]
    .filter(({ orderIds, clientOrderId }) => orderIds.size > 1 && clientOrderId !== 'adl_autoclose')
    .map((each) => ({ ...each, orderIds: [...each.orderIds] }));
}

function renderAccount({ exchange, clock }: ServedVenue, account: Account): JsonInPieces {
  const nowMs = clock.nowMs();
  const fills = [...account.ledgers.values()].flatMap((ledger) => ledger.fills);
  const positions = listOpenPositions(account, null, nowMs).map((position) => ({ position, mark: readPrice(exchange, position.symbol).mark }));
  const balances = Object.fromEntries([...account.wallets].map(([asset, balance]) => [asset, toText(balance)]));
  return joinFields({
    name: account.name,
    apiKey: account.apiKey,
    dual: account.isHedged,
    balance: balances.USDT ?? '0',
    balances,
    positions: renderList(positions, ({ position, mark }) => ({
      symbol: position.symbol,
      leg: position.leg,
      side: position.quantity.gt(zero) ? 'long' : 'short',
      quantity: toText(position.quantity.abs()),
      entryPrice: toText(position.entryPrice),
      markPrice: toText(mark),
      updateTime: position.updatedAtMs,
      realisedPnl: toText(position.realisedProfit),
    })),
    orders: renderList(listOpenOrders(exchange, account, null, nowMs), renderOrder),
    conditionalOrders: renderList(listOpenConditionalOrders(exchange, account, null, nowMs), renderConditionalOrder),
    fills: renderList(fills.toSorted((left, right) => left.timeMs - right.timeMs), renderFill),
    // Copies, because lives go on and both lists grow while they are rendered.
    bare: renderList(account.lives.map((life) => (life.closedAtMs === null ? { ...life, bareIntervals: [...life.bareIntervals] } : life)), (life) => renderLife(life, nowMs)),
    acceptedEntries: renderList([...account.acceptedEntries], ({ timeMs, ...entry }) => ({ ...entry, time: timeMs })),
    bareMs: account.lives.reduce((sum, life) => sum + measureBareMs(life, nowMs), 0),
    unintendedIncreases: account.unintendedIncreases.map(({ timeMs, quantity, ...order }) => ({ ...order, quantity: toText(quantity), time: timeMs })),
    duplicateExecutions: findDuplicateExecutions(fills),
  });
}

/** The whole world as JSON. Prices, quantities and money are decimal strings, times are milliseconds. */
export function renderState(world: ServedVenue): JsonInPieces {
  const { exchange, counts } = world;
  return joinFields({
    nowMs: world.clock.nowMs(),
    accounts: [...exchange.accounts.values()].map((account) => renderAccount(world, account)),
    prices: renderEntries([...exchange.prices], ({ last, mark }) => ({ last: toText(last), mark: toText(mark) })),
    requests: {
      total: counts.total,
      byEndpoint: Object.fromEntries(counts.byEndpoint),
      unknownPaths: Object.fromEntries(counts.unknownPaths),
    },
    weightUsed: world.dialect.readUsedWeight('127.0.0.1'),
  });
}
