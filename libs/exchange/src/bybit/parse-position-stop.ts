import { closingSide, type OrderReport, type PositionReport, ZERO } from '@breakwater/core';
import { Row } from '../row.ts';

/**
 * The stop that is part of a position, from the position's own row (Bybit v5, `stopLoss` of GET /v5/position/list); null when
 * it has none. It covers the whole position, follows its size and dies with it. The row names neither an id of the stop nor the
 * price that triggers it. Throws `Unreadable` for a row that lacks anything.
 */
export function parsePositionStop(value: unknown, position: PositionReport): OrderReport | null {
  const row = new Row(value, 'position');
  const triggerPrice = row.decimalOrNone('stopLoss');
  if (triggerPrice === null) return null;
  return {
    symbol: position.symbol,
    list: 'position',
    clientOrderId: '',
    exchangeOrderId: `stop-of-${position.symbol}-${position.leg}`,
    childOrderId: null,
    side: closingSide(position.side),
    leg: position.leg,
    kind: 'stop_market',
    status: 'resting',
    quantity: null,
    executedQuantity: ZERO,
    averagePrice: null,
    triggerPrice,
    triggerType: null,
    reduceOnly: true,
    closesPosition: true,
    createdAtMs: position.updatedAtMs,
    updatedAtMs: position.updatedAtMs,
  };
}
