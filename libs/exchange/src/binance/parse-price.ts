import { type Decimal, ZERO } from '@breakwater/core';
import { Row } from '../row.ts';
import { Unreadable } from '../unreadable.ts';

/**
 * A price of one symbol: `price` of Binance USD-M's GET /fapi/v2/ticker/price (the last one traded), `markPrice` of
 * GET /fapi/v1/premiumIndex. Throws `Unreadable` for another symbol's price or one that is not above zero.
 */
export function parsePrice(value: unknown, symbol: string, field: 'price' | 'markPrice'): Decimal {
  const row = new Row(value, field);
  const price = row.decimal(field);
  if (row.text('symbol') !== symbol) throw new Unreadable(`${field}: answered for ${row.text('symbol')} instead of ${symbol}`);
  if (!price.gt(ZERO)) throw new Unreadable(`${field}: ${price.toFixed()}`);
  return price;
}
