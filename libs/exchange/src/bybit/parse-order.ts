import { type OrderList, type OrderReport, type TriggerType, ZERO } from '@breakwater/core';
import { Row } from '../row.ts';
import { nameForcedOrder } from './name-forced-order.ts';
import { readLeg, SIDES } from './words.ts';

/** The statuses of an order that meets the market at once. Source: Bybit v5, "Enums Definitions", orderStatus. */
const PLAIN_STATUSES: Readonly<Record<string, OrderReport['status']>> = {
  Created: 'resting',
  New: 'resting',
  Active: 'resting',
  Triggered: 'resting',
  PartiallyFilled: 'resting',
  PendingCancel: 'resting',
  Filled: 'filled',
  // An IOC order that met the slippage band ends so, with a part executed or nothing.
  Cancelled: 'canceled',
  PartiallyFilledCanceled: 'canceled',
  Deactivated: 'canceled',
  Rejected: 'rejected',
};

/** The same of an order that waits for a price: once it has triggered it is a plain one under the same id. */
const WAITING_STATUSES: Readonly<Record<string, OrderReport['status']>> = {
  ...PLAIN_STATUSES,
  Untriggered: 'resting',
  New: 'triggered',
  Active: 'triggered',
  Triggered: 'triggered',
  PartiallyFilled: 'triggered',
};

/**
 * An order as Bybit v5's GET /v5/order/realtime and GET /v5/order/history tell it, in the list that it was placed in.
 *
 * One that waits for a price keeps one id for life. So once it has triggered it is its own child (`childOrderId` is its own
 * id), and what was executed stands in the same row. Stops that belong to a position have the list `position`. Quantities in
 * coins, times in milliseconds of the exchange. Throws `Unreadable` for a row that lacks anything.
 */
export function parseOrder(value: unknown): OrderReport {
  const row = new Row(value, 'order');
  const list = listOf(row);
  const exchangeOrderId = row.text('orderId');
  const status = row.choice('orderStatus', list === 'plain' ? PLAIN_STATUSES : WAITING_STATUSES);
  const executedQuantity = row.decimal('cumExecQty');
  const hasTriggered = list !== 'plain' && (status === 'triggered' || status === 'filled' || executedQuantity.gt(ZERO));
  const quantity = row.decimal('qty');
  const reduceOnly = row.flag('reduceOnly');
  const closesPosition = list === 'position' ? row.label('tpslMode') === 'Full' : reduceOnly && isCloseOnTrigger(row) && quantity.eq(ZERO);
  return {
    symbol: row.text('symbol'),
    list,
    clientOrderId: row.label('orderLinkId') || nameForcedOrder(row, exchangeOrderId),
    exchangeOrderId,
    childOrderId: hasTriggered ? exchangeOrderId : null,
    side: row.choice('side', SIDES),
    leg: readLeg(row),
    kind: list === 'plain' ? plainKind(row) : waitingKind(row),
    status,
    quantity: closesPosition ? null : quantity,
    executedQuantity,
    averagePrice: row.decimalOrNone('avgPrice'),
    triggerPrice: list === 'plain' ? null : row.decimalOrNone('triggerPrice'),
    triggerType: list === 'plain' ? null : typeOfTrigger(row, 'triggerBy'),
    ...(list === 'plain' && readAttachedStop(row)),
    reduceOnly,
    closesPosition,
    createdAtMs: row.integer('createdTime'),
    updatedAtMs: row.integer('updatedTime'),
  };
}

/**
 * What a row says of an order that is looked for in `list`; null when the order is not in that one. A triggered order is in
 * two: as what it was placed as, and as the plain order that it became.
 */
export function parseOrderOf(value: unknown, list: OrderList): OrderReport | null {
  const report = parseOrder(value);
  if (report.list === list) return report;
  if (list !== 'plain' || report.childOrderId === null) return null;
  const row = new Row(value, 'order');
  // What was a part of a position has no client id: the price that it waited for tells whose it was.
  const triggerPrice = report.list === 'position' ? report.triggerPrice : null;
  return { ...report, list, childOrderId: null, kind: plainKind(row), status: row.choice('orderStatus', PLAIN_STATUSES), triggerPrice, triggerType: null, closesPosition: false };
}

/** Why the exchange rejected or ended an order, in its own words, e.g. `EC_NoImmediateQtyToFill`. Throws `Unreadable` for no row. */
export function readRejectReason(value: unknown): string {
  const row = new Row(value, 'order');
  return row.has('rejectReason') ? row.label('rejectReason') : '';
}

/** The list that an order was placed in. Orders that are no stop have `UNKNOWN` or nothing there. */
function listOf(row: Row): OrderList {
  const type = row.has('stopOrderType') ? row.label('stopOrderType') : '';
  if (type === '' || type === 'UNKNOWN') return 'plain';
  return type === 'Stop' ? 'conditional' : 'position';
}

function plainKind(row: Row): OrderReport['kind'] {
  const type = row.text('orderType');
  return type === 'Market' ? 'market' : type === 'Limit' ? 'limit' : 'other';
}

const RISES = 1;
const FALLS = 2;
const POSITION_KINDS: Readonly<Record<string, OrderReport['kind']>> = {
  StopLoss: 'stop_market',
  PartialStopLoss: 'stop_market',
  TakeProfit: 'take_profit_market',
  PartialTakeProfit: 'take_profit_market',
};

/** A stop follows the price against its side, a take-profit with it; Bybit calls both `Stop` and tells the direction. */
function waitingKind(row: Row): OrderReport['kind'] {
  if (row.text('orderType') !== 'Market') return 'other';
  const type = row.label('stopOrderType');
  if (type !== 'Stop') return POSITION_KINDS[type] ?? 'other';
  const direction = row.has('triggerDirection') ? row.integer('triggerDirection') : 0;
  if (direction !== RISES && direction !== FALLS) return 'other';
  const isStop = (row.choice('side', SIDES) === 'sell') === (direction === FALLS);
  return isStop ? 'stop_market' : 'take_profit_market';
}

/** Source: Bybit v5, GET /v5/order/realtime, `stopLoss` and `slTriggerBy` of the order that opened the position. */
function readAttachedStop(row: Row): Pick<OrderReport, 'attachedStop'> {
  const triggerPrice = row.has('stopLoss') ? row.decimalOrNone('stopLoss') : null;
  const triggerType = typeOfTrigger(row, 'slTriggerBy');
  return triggerPrice === null || triggerType === null ? {} : { attachedStop: { triggerPrice, triggerType } };
}

/** null for the index price, by which no stop of ours triggers, and where the exchange names none. */
function typeOfTrigger(row: Row, field: 'triggerBy' | 'slTriggerBy'): TriggerType | null {
  const word = row.has(field) ? row.label(field) : '';
  return word === 'LastPrice' ? 'last' : word === 'MarkPrice' ? 'mark' : null;
}

function isCloseOnTrigger(row: Row): boolean {
  return row.has('closeOnTrigger') && row.flag('closeOnTrigger');
}
