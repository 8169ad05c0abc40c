import { type OrderReport, ZERO } from '@breakwater/core';
import { Row } from '../row.ts';
import { LEGS, ORDER_KINDS, SIDES, TRIGGER_TYPES } from './parse-order.ts';

const STATUSES: Readonly<Record<string, OrderReport['status']>> = {
  NEW: 'resting',
  TRIGGERING: 'triggered',
  TRIGGERED: 'triggered',
  // Over, but whether it filled is known of its child alone.
  FINISHED: 'triggered',
  CANCELED: 'canceled',
  REJECTED: 'rejected',
  EXPIRED: 'expired',
};

/**
 * An order of the conditional list, from Binance USD-M's POST and GET /fapi/v1/algoOrder and the rows of
 * GET /fapi/v1/openAlgoOrders. A triggered one is a plain order with an id of its own (`childOrderId`), and what was
 * executed is read there: here it is always zero. Throws `Unreadable` for a reply that lacks anything.
 */
export function parseAlgoOrder(value: unknown): OrderReport {
  const row = new Row(value, 'algo order');
  const closesPosition = row.flag('closePosition');
  const triggerPrice = row.decimalOrNone('triggerPrice');
  const createdAtMs = row.integer('createTime');
  return {
    symbol: row.text('symbol'),
    list: 'conditional',
    clientOrderId: row.text('clientAlgoId'),
    exchangeOrderId: row.id('algoId'),
    childOrderId: row.has('actualOrderId') && row.value('actualOrderId') !== '' ? row.id('actualOrderId') : null,
    side: row.choice('side', SIDES),
    leg: row.choice('positionSide', LEGS),
    kind: ORDER_KINDS[row.text('orderType')] ?? 'other',
    status: row.choice('algoStatus', STATUSES),
    quantity: closesPosition ? row.decimalOrNone('quantity') : row.decimal('quantity'),
    executedQuantity: ZERO,
    averagePrice: null,
    triggerPrice,
    triggerType: triggerPrice === null ? null : row.choice('workingType', TRIGGER_TYPES),
    reduceOnly: row.flag('reduceOnly'),
    closesPosition,
    createdAtMs,
    updatedAtMs: row.has('updateTime') ? row.integer('updateTime') : createdAtMs,
  };
}
