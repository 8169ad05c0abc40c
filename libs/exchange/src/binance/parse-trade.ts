import { type FillReport, ZERO } from '@breakwater/core';
import { Row } from '../row.ts';
import { Unreadable } from '../unreadable.ts';
import { LEGS, SIDES } from './parse-order.ts';

/**
 * One execution, from a row of Binance USD-M's GET /fapi/v1/userTrades, which names the order by the exchange's id only.
 * Quantity in coins, fee in `feeAsset`, profit in the margin asset. Throws `Unreadable` for a row that lacks anything.
 */
export function parseTrade(value: unknown): FillReport {
  const row = new Row(value, 'trade');
  const quantity = row.decimal('qty');
  const price = row.decimal('price');
  if (!quantity.gt(ZERO) || !price.gt(ZERO)) throw new Unreadable('trade: quantity or price is not above zero');
  return {
    symbol: row.text('symbol'),
    tradeId: row.id('id'),
    exchangeOrderId: row.id('orderId'),
    side: row.choice('side', SIDES),
    leg: row.choice('positionSide', LEGS),
    quantity,
    price,
    fee: row.decimal('commission'),
    feeAsset: row.text('commissionAsset'),
    realisedPnl: row.decimal('realizedPnl'),
    atMs: row.integer('time'),
  };
}
