import type { Leg, OrderReport, OrderSide, TriggerType } from '@breakwater/core';
import { Row } from '../row.ts';

/** Words that plain and conditional orders, positions and trades share. Source: Binance USD-M, "Common Definition". */
export const SIDES: Readonly<Record<string, OrderSide>> = { BUY: 'buy', SELL: 'sell' };
export const LEGS: Readonly<Record<string, Leg>> = { BOTH: 'net', LONG: 'long', SHORT: 'short' };
export const TRIGGER_TYPES: Readonly<Record<string, TriggerType>> = { CONTRACT_PRICE: 'last', MARK_PRICE: 'mark' };
/** Types that are told apart; every other one is `other`. */
export const ORDER_KINDS: Readonly<Record<string, OrderReport['kind']>> = {
  MARKET: 'market',
  LIMIT: 'limit',
  STOP_MARKET: 'stop_market',
  TAKE_PROFIT_MARKET: 'take_profit_market',
};

const STATUSES: Readonly<Record<string, OrderReport['status']>> = {
  NEW: 'resting',
  PARTIALLY_FILLED: 'resting',
  // Orders of the exchange's own, in a liquidation and an auto-deleveraging under way.
  NEW_INSURANCE: 'resting',
  NEW_ADL: 'resting',
  FILLED: 'filled',
  CANCELED: 'canceled',
  REJECTED: 'rejected',
  EXPIRED: 'expired',
  EXPIRED_IN_MATCH: 'expired',
};

/**
 * An order of the plain list, from Binance USD-M's GET and DELETE /fapi/v1/order, POST /fapi/v1/order with
 * newOrderRespType=RESULT, and the rows of GET /fapi/v1/openOrders. Quantities in coins, times in milliseconds of the
 * exchange. Throws `Unreadable` for a reply that lacks anything.
 */
export function parseOrder(value: unknown): OrderReport {
  const row = new Row(value, 'order');
  const closesPosition = row.flag('closePosition');
  const triggerPrice = row.decimalOrNone('stopPrice');
  const updatedAtMs = row.integer('updateTime');
  return {
    symbol: row.text('symbol'),
    list: 'plain',
    clientOrderId: row.text('clientOrderId'),
    exchangeOrderId: row.id('orderId'),
    childOrderId: null,
    side: row.choice('side', SIDES),
    leg: row.choice('positionSide', LEGS),
    kind: ORDER_KINDS[row.text('type')] ?? 'other',
    status: row.choice('status', STATUSES),
    quantity: closesPosition ? row.decimalOrNone('origQty') : row.decimal('origQty'),
    executedQuantity: row.decimal('executedQty'),
    averagePrice: row.decimalOrNone('avgPrice'),
    triggerPrice,
    triggerType: triggerPrice === null ? null : row.choice('workingType', TRIGGER_TYPES),
    reduceOnly: row.flag('reduceOnly'),
    closesPosition,
    // The reply to placing an order names only the time of its last change.
    createdAtMs: row.has('time') ? row.integer('time') : updatedAtMs,
    updatedAtMs,
  };
}
