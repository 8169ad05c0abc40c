import { type PositionReport, ZERO } from '@breakwater/core';
import { Row } from '../row.ts';
import { Unreadable } from '../unreadable.ts';
import { readLeg } from './words.ts';

/**
 * One leg, from a row of Bybit v5's GET /v5/position/list. A flat leg has size zero and an empty side: it is told as quantity
 * zero, on the leg's own side or, in one-way mode, "long", which means nothing then. Quantity in coins, time in milliseconds of
 * the exchange. Throws `Unreadable` for a row that lacks anything or contradicts itself.
 */
export function parsePosition(value: unknown): PositionReport {
  const row = new Row(value, 'position');
  const leg = readLeg(row);
  const quantity = row.decimal('size');
  const isFlat = quantity.eq(ZERO);
  const told = SIDES[row.label('side')];
  if (told === undefined || quantity.lt(ZERO) || (told === null && !isFlat)) throw new Unreadable(`position: side "${row.label('side')}" of ${quantity.toFixed()}`);
  if (told !== null && leg !== 'net' && told !== leg) throw new Unreadable(`position: ${leg} leg that is ${told}`);
  const entryPrice = row.decimalOrNone('avgPrice') ?? ZERO;
  if (!isFlat && !entryPrice.gt(ZERO)) throw new Unreadable('position: open without an entry price');
  return {
    symbol: row.text('symbol'),
    leg,
    side: told ?? (leg === 'short' ? 'short' : 'long'),
    quantity,
    entryPrice,
    markPrice: row.decimalOrNone('markPrice') ?? ZERO,
    liquidationPrice: row.decimalOrNone('liqPrice'),
    // A symbol that was never traded was never changed.
    updatedAtMs: isFlat && row.label('updatedTime') === '' ? 0 : row.integer('updatedTime'),
  };
}

/** null: flat. Accounts of the older kind say `None` where unified ones say nothing. */
const SIDES: Readonly<Record<string, PositionReport['side'] | null>> = { Buy: 'long', Sell: 'short', '': null, None: null };
