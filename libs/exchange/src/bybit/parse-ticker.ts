import { type Decimal, ZERO } from '@breakwater/core';
import { toRows } from '../row.ts';
import { Unreadable } from '../unreadable.ts';
import { readResult } from './read-result.ts';

export interface Prices {
  readonly markPrice: Decimal;
  readonly lastPrice: Decimal;
}

/**
 * Mark and last price of one symbol, from Bybit v5's GET /v5/market/tickers. Throws `Unreadable` for an answer that is not
 * exactly about the symbol, or for prices that are not above zero.
 */
export function parseTicker(payload: unknown, symbol: string): Prices {
  const rows = toRows(readResult(payload, 'ticker').value('list'), 'ticker');
  const [row] = rows;
  if (row === undefined || rows.length > 1 || row.text('symbol') !== symbol) throw new Unreadable(`ticker: ${rows.length} rows, not one for ${symbol}`);
  const prices = { markPrice: row.decimal('markPrice'), lastPrice: row.decimal('lastPrice') };
  if (!prices.markPrice.gt(ZERO) || !prices.lastPrice.gt(ZERO)) throw new Unreadable(`ticker: a price of ${symbol} is not above zero`);
  return prices;
}
