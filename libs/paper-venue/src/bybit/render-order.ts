import {
  type Account,
  type ConditionalOrder,
  type Decimal,
  type LifelongOrder,
  type Order,
  type OrderEnding,
  type PaperExchange,
  findMarket,
  findOrderPlace,
  listOpenPositions,
  readPrice,
  toText,
  zero,
} from '@breakwater/paper';
import { renderOrderId } from './venue-id.ts';
import { legNumbers, sideWords, timeInForceWords, workingPriceWords } from './words.ts';

/** Places to which an average price is printed. The venue documents none. */
const averageDecimals = 12;
const moneyDecimals = 8;

/** Fees of the orders of one account, added up once per contract however many rows ask. */
export type FeeReader = (symbol: string, orderId: number) => Decimal;

/** Reads fees from the executions. */
export function createFeeReader(account: Account): FeeReader {
  const bySymbol = new Map<string, Map<number, Decimal>>();
  return (symbol, orderId) => {
    let fees = bySymbol.get(symbol);
    if (fees === undefined) {
      bySymbol.set(symbol, (fees = new Map()));
      for (const fill of account.ledgers.get(symbol)?.fills ?? []) fees.set(fill.orderId, (fees.get(fill.orderId) ?? zero).plus(fill.commission));
    }
    return fees.get(orderId) ?? zero;
  };
}

/** An order's own name. Orders that were sent without one, and those that the venue or a person made, have none. */
export function renderLinkId(clientOrderId: string, origin: Order['origin']): string {
  const isUnnamed = clientOrderId.startsWith('#') || clientOrderId.startsWith('web_');
  return isUnnamed || origin === 'liquidation' || origin === 'adl' || origin === 'settlement' ? '' : clientOrderId;
}

/** What kind of stop a conditional order is. Source: docs, Bybit v5, "Enums Definitions": stopOrderType, createType. */
function tellPurpose({ bond, type, trail }: ConditionalOrder): string {
  if (bond === undefined) return 'Stop';
  if (trail !== null) return 'TrailingStop';
  return `${bond === 'partial' ? 'Partial' : ''}${type === 'stop' || type === 'stop-market' ? 'StopLoss' : 'TakeProfit'}`;
}

/** Who or what made the order. */
export function renderCreateType({ conditional, order }: LifelongOrder): string {
  if (conditional !== null) return conditional.bond === undefined ? 'CreateByStopOrder' : `CreateBy${tellPurpose(conditional)}`;
  const { origin, isLaddered } = order!;
  if (origin === 'liquidation') return isLaddered ? 'CreateByLiq' : 'CreateByTakeOver_PassThrough';
  if (origin === 'adl') return 'CreateByAdl_PassThrough';
  return origin === 'settlement' ? 'CreateBySettle' : 'CreateByUser';
}

/** `Stop` and its like; empty for an order that never waited. */
export function renderStopOrderType({ conditional }: LifelongOrder): string {
  return conditional === null ? '' : tellPurpose(conditional);
}

/** Where the order stands in its life: one row for what waits and for what it becomes. */
function renderStatus({ conditional, order }: LifelongOrder): string {
  if (order === null) {
    const { status } = conditional!;
    if (status === 'new') return 'Untriggered';
    if (status === 'triggering' || status === 'triggered') return 'Triggered';
    // Rejected at its trigger it is cancelled; ended before, it has been switched off.
    return status === 'rejected' ? 'Cancelled' : 'Deactivated';
  }
  if (order.status === 'new') return 'New';
  if (order.status === 'partially-filled') return 'PartiallyFilled';
  if (order.status === 'filled') return 'Filled';
  return order.ending === 'insufficient-margin' ? 'Rejected' : 'Cancelled';
}

type Ending = readonly [cancelType: string, rejectReason: string];

/** Reasons that a record names itself. */
const endings: Readonly<Record<OrderEnding, Ending>> = {
  'would-not-rest': ['UNKNOWN', 'EC_PostOnlyWillTakeLiquidity'],
  'would-not-fill': ['UNKNOWN', 'EC_CancelForNoFullFill'],
  'nothing-to-reduce': ['CancelByReduceOnly', 'EC_NoError'],
  'insufficient-margin': ['UNKNOWN', 'EC_Others'],
  liquidation: ['CancelAllBeforeLiq', 'EC_PerCancelRequest'],
  settlement: ['CancelBySettle', 'EC_PerCancelRequest'],
  'position-closed': ['CancelByTpSlTsClear', 'EC_NoError'],
};
const goesOn: Ending = ['UNKNOWN', 'EC_NoError'];

/** Why the order ended. Source: docs, Bybit v5, "Enums Definitions": cancelType, rejectReason. */
function tellEnding({ conditional, order }: LifelongOrder): Ending {
  const ending = order?.ending ?? conditional?.ending;
  if (ending !== undefined) return endings[ending];
  if (order === null) {
    const { status, reduceOnly, closePosition } = conditional!;
    if (status === 'canceled') return ['CancelByUser', 'EC_PerCancelRequest'];
    if (status === 'expired') return endings['position-closed'];
    if (status !== 'rejected') return goesOn;
    return endings[reduceOnly || closePosition ? 'nothing-to-reduce' : 'insufficient-margin'];
  }
  if (order.status === 'canceled') return ['CancelByUser', 'EC_PerCancelRequest'];
  if (order.status !== 'expired') return goesOn;
  // A resting order expires for want of a position alone; every other for want of a counterpart.
  return order.timeInForce === 'gtc' && order.price !== null ? endings['nothing-to-reduce'] : ['UNKNOWN', 'EC_NoImmediateQtyToFill'];
}

/** The whole quantity. What closes a position whole shows its size while it waits. */
function findQuantity(exchange: PaperExchange, account: Account, { conditional, order }: LifelongOrder): Decimal {
  if (order !== null) return order.quantity;
  const { symbol, leg, quantity, bond } = conditional!;
  if (quantity !== null) return quantity;
  if (bond !== 'full') return zero;
  return listOpenPositions(account, symbol, exchange.clock.nowMs()).find((position) => position.leg === leg)?.quantity.abs() ?? zero;
}

/** What the order brings along for its position. */
function renderAttached({ conditional, order }: LifelongOrder): Record<string, unknown> {
  const attached = order?.attached ?? conditional?.attached;
  const bond = conditional?.bond;
  const tell = (stop: { readonly workingPrice: 'last' | 'mark' } | null | undefined): string => (stop ? workingPriceWords[stop.workingPrice] : '');
  return {
    takeProfit: attached?.takeProfit ? toText(attached.takeProfit.triggerPrice) : '',
    stopLoss: attached?.stop ? toText(attached.stop.triggerPrice) : '',
    tpslMode: attached === undefined && bond === undefined ? '' : (attached?.mode ?? bond) === 'full' ? 'Full' : 'Partial',
    tpLimitPrice: attached?.takeProfit?.price ? toText(attached.takeProfit.price) : '',
    slLimitPrice: attached?.stop?.price ? toText(attached.stop.price) : '',
    tpTriggerBy: tell(attached?.takeProfit),
    slTriggerBy: tell(attached?.stop),
  };
}

/** What it waits, or waited, for. */
function renderTrigger(conditional: ConditionalOrder | null): Record<string, unknown> {
  if (conditional === null) return { triggerPrice: '', triggerDirection: 0, triggerBy: '', closeOnTrigger: false };
  const { type, side, triggerPrice, workingPrice, closePosition, closeOnTrigger, trail } = conditional;
  const isStop = type === 'stop' || type === 'stop-market' || type === 'trailing-stop-market';
  return {
    triggerPrice: toText(trail?.activatePrice ?? triggerPrice),
    triggerDirection: isStop === (side === 'sell') ? 2 : 1,
    triggerBy: workingPriceWords[workingPrice],
    closeOnTrigger: closePosition || (closeOnTrigger ?? false),
  };
}

/** One order as every listing and stream shows it. Sources: docs, Bybit v5, "Get Open & Closed Orders", "Order" stream. */
export function renderOrderRow(exchange: PaperExchange, account: Account, each: LifelongOrder, feesOf: FeeReader): Record<string, unknown> {
  const { conditional, order } = each;
  const { symbol, side, leg, clientOrderId, origin, createdAtMs, price, reduceOnly, timeInForce } = conditional ?? order!;
  const quantity = findQuantity(exchange, account, each);
  const executed = order?.executedQuantity ?? zero;
  const cost = order?.executedCost ?? zero;
  const isOver = order !== null && order.status !== 'new' && order.status !== 'partially-filled';
  const left = isOver || (conditional !== null && order === null && conditional.status !== 'new') ? zero : quantity.minus(executed);
  const [cancelType, rejectReason] = tellEnding(each);
  const fee = executed.eq(zero) ? zero : feesOf(symbol, order!.orderId);
  const worth = left.times(price ?? readPrice(exchange, symbol).last);
  return {
    orderId: renderOrderId(exchange, findOrderPlace(each)),
    orderLinkId: renderLinkId(clientOrderId, origin),
    parentOrderLinkId: '',
    blockTradeId: '',
    symbol,
    price: price === null ? '0' : toText(price),
    qty: toText(quantity),
    side: sideWords[side],
    isLeverage: '',
    positionIdx: legNumbers[leg],
    orderStatus: renderStatus(each),
    createType: renderCreateType(each),
    cancelType,
    rejectReason,
    avgPrice: executed.eq(zero) ? '' : toText(cost.div(executed).round(averageDecimals)),
    leavesQty: toText(left),
    leavesValue: toText(worth.round(moneyDecimals)),
    cumExecQty: toText(executed),
    cumExecValue: toText(cost.round(moneyDecimals)),
    cumExecFee: toText(fee.round(moneyDecimals)),
    timeInForce: price === null ? 'IOC' : timeInForceWords[timeInForce],
    orderType: price === null ? 'Market' : 'Limit',
    stopOrderType: renderStopOrderType(each),
    orderIv: '',
    marketUnit: '',
    slippageToleranceType: 'UNKNOWN',
    slippageTolerance: '',
    ...renderTrigger(conditional),
    ...renderAttached(each),
    ocoTriggerBy: '',
    lastPriceOnCreated: '',
    basePrice: '',
    reduceOnly: reduceOnly || (conditional?.closePosition ?? false),
    placeType: '',
    smpType: 'None',
    smpGroup: 0,
    smpOrderId: '',
    createdTime: String(createdAtMs),
    updatedTime: String((order ?? conditional!).updatedAtMs),
    extraFees: '',
    cumFeeDetail: fee.eq(zero) ? {} : { [findMarket(exchange, symbol).marginAsset]: toText(fee.round(moneyDecimals)) },
  };
}
