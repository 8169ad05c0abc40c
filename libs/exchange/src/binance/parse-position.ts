import { type PositionReport, ZERO } from '@breakwater/core';
import { Row } from '../row.ts';
import { Unreadable } from '../unreadable.ts';
import { LEGS } from './parse-order.ts';

/**
 * One leg, from a row of Binance USD-M's GET /fapi/v2/positionRisk or /fapi/v3/positionRisk. `positionAmt` is negative
 * for shorts in both position modes; a flat leg has quantity zero, and in one-way mode the side "long", which means
 * nothing then. Quantity in coins, time in milliseconds of the exchange. Throws `Unreadable` for a row that lacks
 * anything or contradicts itself.
 */
export function parsePosition(value: unknown): PositionReport {
  const row = new Row(value, 'position');
  const leg = row.choice('positionSide', LEGS);
  const amount = row.decimal('positionAmt');
  const side = leg === 'net' ? (amount.lt(ZERO) ? 'short' : 'long') : leg;
  if (side === 'long' ? amount.lt(ZERO) : amount.gt(ZERO)) throw new Unreadable(`position: ${leg} leg of ${amount.toFixed()}`);
  const entryPrice = row.decimal('entryPrice');
  if (!amount.eq(ZERO) && !entryPrice.gt(ZERO)) throw new Unreadable('position: open without an entry price');
  return {
    symbol: row.text('symbol'),
    leg,
    side,
    quantity: amount.abs(),
    entryPrice,
    markPrice: row.decimal('markPrice'),
    liquidationPrice: row.decimalOrNone('liquidationPrice'),
    updatedAtMs: row.integer('updateTime'),
  };
}
