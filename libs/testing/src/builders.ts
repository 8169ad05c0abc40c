import {
  type Bounds,
  decimal,
  type Decimal,
  DEFAULT_BOUNDS,
  type Execution,
  type FillReport,
  type KeyRecords,
  type KeyView,
  type LiveRow,
  makeClientOrderId,
  type Market,
  type OrderRecord,
  type OrderReport,
  type PositionRecord,
  type PositionReport,
  type Sight,
  type SightRules,
  type SignalRecord,
  type SymbolKey,
  type UnansweredIntent,
  type Wish,
  ZERO,
} from '@breakwater/core';

/**
 * Builders: each gives everything a sane value, so that a test states only what matters. They agree with each other: a
 * long of 5 TAG at 100, opened a minute before `NOW_MS` by a signal, with a stop of two per cent at 98.
 */

export const NOW_MS = 1_760_000_000_000;
export const TAG: SymbolKey = { exchange: 'binance', account: 'main', symbol: 'TAGUSDT' };
const FILLED_AT_MS = NOW_MS - 60_000;
const DEPLOYMENT = 'test';

/** Exact numbers, written short. */
export const num = (text: string): Decimal => decimal(text);

export function aMarket(changes: Partial<Market> = {}): Market {
  return {
    symbol: TAG.symbol,
    aliases: ['TAGUSDT', 'TAG/USDT', 'TAG/USDT:USDT'],
    isTrading: true,
    tick: num('0.01'),
    step: num('0.1'),
    quantityMin: num('0.1'),
    marketQuantityMax: num('1000'),
    notionalMin: num('5'),
    ...changes,
  };
}

export function aPosition(changes: Partial<PositionRecord> = {}): PositionRecord {
  return {
    id: 'position-1',
    leg: 'net',
    status: 'open',
    origin: 'signal',
    signalId: 'signal-1',
    side: 'long',
    quantity: num('5'),
    entryPrice: num('100'),
    stopRule: { percent: '2' },
    firstFillAtMs: FILLED_AT_MS,
    protectedAtMs: FILLED_AT_MS + 500,
    bareSinceMs: null,
    closeReason: null,
    createdAtMs: FILLED_AT_MS - 1_000,
    ...changes,
  };
}

export function aReport(changes: Partial<PositionReport> = {}): PositionReport {
  return {
    symbol: TAG.symbol,
    leg: 'net',
    side: 'long',
    quantity: num('5'),
    entryPrice: num('100'),
    markPrice: num('101'),
    liquidationPrice: null,
    updatedAtMs: FILLED_AT_MS,
    ...changes,
  };
}

/** The leg without a position, as the exchange reports it now. */
export function aFlatReport(changes: Partial<PositionReport> = {}): PositionReport {
  return aReport({ quantity: ZERO, entryPrice: ZERO, updatedAtMs: NOW_MS - 10_000, ...changes });
}

/** A filled and booked entry; `role: 'stop'` makes a resting stop of its generation, `role: 'exit'` a filled exit. */
export function anOrder(changes: Partial<OrderRecord> = {}): OrderRecord {
  const role = changes.role ?? 'entry';
  const generation = changes.generation ?? 1;
  const positionId = changes.positionId === undefined ? 'position-1' : changes.positionId;
  const own = role === 'foreign' ? '' : makeClientOrderId({ ...TAG, deployment: DEPLOYMENT, role, subject: positionId ?? 'none', generation });
  const common: OrderRecord = {
    id: `${positionId}-${role}-${generation}`,
    positionId,
    role,
    generation,
    clientOrderId: own,
    list: 'plain',
    side: 'buy',
    quantity: num('5'),
    triggerPrice: null,
    triggerType: null,
    reduceOnly: false,
    closesPosition: false,
    status: 'filled',
    exchangeOrderId: `x-${role}-${generation}`,
    childOrderId: null,
    executedQuantity: num('5'),
    averagePrice: num('100'),
    cancelIntendedAtMs: null,
    wishId: null,
    bookedQuantity: num('5'),
    createdAtMs: FILLED_AT_MS - 1_000,
  };
  const stop = { list: 'conditional', side: 'sell', triggerPrice: num('98'), triggerType: 'mark', reduceOnly: true, status: 'resting' } as const;
  const unfilled = { executedQuantity: ZERO, bookedQuantity: ZERO, averagePrice: null };
  if (role === 'stop') return { ...common, ...stop, ...unfilled, ...changes };
  return { ...common, ...(role === 'exit' ? { side: 'sell', reduceOnly: true } : {}), ...changes };
}

/** What the exchange says of an order of ours; by default just what the books say. */
export function aReportOf(order: OrderRecord, changes: Partial<OrderReport> = {}): OrderReport {
  const status = order.status === 'planned' || order.status === 'never_existed' ? 'resting' : order.status;
  return {
    symbol: TAG.symbol,
    list: order.list,
    clientOrderId: order.clientOrderId,
    exchangeOrderId: order.exchangeOrderId ?? `x-${order.role}-${order.generation}`,
    childOrderId: order.childOrderId,
    side: order.side,
    leg: 'net',
    kind: order.role === 'stop' ? 'stop_market' : 'market',
    status,
    quantity: order.quantity,
    executedQuantity: order.executedQuantity,
    averagePrice: order.averagePrice,
    triggerPrice: order.triggerPrice,
    triggerType: order.triggerType,
    reduceOnly: order.reduceOnly,
    closesPosition: order.closesPosition,
    createdAtMs: FILLED_AT_MS + 500,
    updatedAtMs: FILLED_AT_MS + 500,
    ...changes,
  };
}

export function aFill(changes: Partial<FillReport> = {}): FillReport {
  return {
    symbol: TAG.symbol,
    tradeId: 't-1',
    exchangeOrderId: 'x-entry-1',
    side: 'buy',
    leg: 'net',
    quantity: num('5'),
    price: num('100'),
    fee: num('0.2'),
    feeAsset: 'USDT',
    realisedPnl: ZERO,
    atMs: FILLED_AT_MS,
    ...changes,
  };
}

export function anExecution(changes: Partial<FillReport> = {}, order: OrderReport | null = null): Execution {
  return { fill: aFill(changes), order };
}

/** An order of somebody else, or, with the client id for it, of the exchange itself. */
export function aForeignReport(changes: Partial<OrderReport> = {}): OrderReport {
  const order = anOrder({ role: 'foreign', side: 'sell', exchangeOrderId: 'x-foreign' });
  return { ...aReportOf(order, { clientOrderId: 'web_1' }), ...changes };
}

export function anIntent(changes: Partial<UnansweredIntent> = {}): UnansweredIntent {
  const order = anOrder();
  return {
    id: 'intent-1',
    kind: 'place',
    orderId: order.id,
    request: { kind: 'place', type: 'market', symbol: TAG.symbol, leg: 'net', side: 'buy', quantity: '5', reduceOnly: false, clientOrderId: order.clientOrderId },
    outcome: 'unknown',
    expiresAtMs: NOW_MS + 4_000,
    missedAtMs: null,
    ...changes,
  };
}

export function aSignal(changes: Partial<SignalRecord> = {}): SignalRecord {
  return {
    id: 'signal-1',
    waveId: 'wave-1',
    source: 'ats',
    externalId: 's-1',
    key: { ...TAG, leg: 'net' },
    side: 'long',
    score: num('0.5'),
    notional: num('200'),
    leverage: 1,
    stopRule: { percent: '2' },
    rank: null,
    isSelected: false,
    hasLiveRow: false,
    outcome: 'pending',
    ...changes,
  };
}

/** A signal of the same sender that wants the position closed. */
export function aWish(changes: Partial<Wish> = {}): Wish {
  return {
    id: 'wish-1',
    source: 'ats',
    externalId: 'x-1',
    key: TAG,
    action: 'close',
    leg: null,
    side: null,
    quantity: null,
    fraction: null,
    targetQuantity: null,
    stopRule: null,
    mayLoosen: false,
    coversForeign: false,
    isHeld: false,
    createdAtMs: NOW_MS - 1_000,
    ...changes,
  };
}

export function someRecords(changes: Partial<KeyRecords> = {}): KeyRecords {
  return { key: TAG, nowMs: NOW_MS, positions: [], orders: [], intents: [], signal: null, wishes: [], sightings: [], quarantineReason: null, cooldownUntilMs: null, foreignOrders: [], signalExpiresAtMs: null, areEntriesOff: false, generationFloor: 0, ...changes };
}

export function aView(changes: Partial<KeyView> = {}): KeyView {
  return { positions: [aFlatReport()], orders: [], markPrice: num('101'), lastPrice: num('101'), ...changes };
}

export interface SightChanges {
  readonly records?: Partial<KeyRecords>;
  readonly view?: Partial<KeyView>;
  readonly rules?: Partial<SightRules>;
  readonly bounds?: Partial<Bounds>;
  readonly sight?: Partial<Sight>;
}

/** Both sides of the key; empty and flat unless the test says otherwise. */
export function aSight({ records, view, rules, bounds, sight }: SightChanges = {}): Sight {
  return {
    key: TAG,
    market: aMarket(),
    records: someRecords(records),
    view: aView(view),
    beganAtMs: NOW_MS,
    lookedUp: new Map(),
    executions: null,
    isStopPassed: false,
    rules: { bounds: { ...DEFAULT_BOUNDS, ...bounds }, deployment: DEPLOYMENT, stop: { percent: '2' }, stopTrigger: 'mark', foreignPositions: 'adopt', mode: 'trade', ...rules },
    ...sight,
  };
}

/** A row, its booked entry, its stop, and an exchange that agrees with all of it. */
export function aSettledSight(changes: SightChanges = {}): Sight {
  const stop = anOrder({ role: 'stop' });
  return aSight({
    ...changes,
    records: { positions: [aPosition()], orders: [anOrder(), stop], ...changes.records },
    view: { positions: [aReport()], orders: [aReportOf(stop)], ...changes.view },
  });
}

export function aLiveRow(changes: Partial<LiveRow> = {}): LiveRow {
  const stop = anOrder({ role: 'stop' });
  return { symbol: TAG.symbol, leg: 'net', status: 'open', side: 'long', quantity: '5', hasUnansweredIntent: false, restingStopIds: [stop.clientOrderId], attachedStopPrice: null, attachedStopGoneSinceMs: null, ageMs: 60_000, ...changes };
}
