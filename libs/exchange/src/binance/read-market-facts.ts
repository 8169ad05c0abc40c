import type { Decimal, MarketFacts, MarketFigure } from '@breakwater/core';
import { CANDLES_WANTED, parseCandles } from '../candles.ts';
import { marketFactsOf } from '../market-facts-of.ts';
import { spreadOf } from '../percent-of.ts';
import { Row } from '../row.ts';
import { Unreadable } from '../unreadable.ts';
import type { Session } from './session.ts';

/**
 * Figures of markets at Binance USD-M. Best prices and last prices come in one request for all markets (GET
 * /fapi/v1/ticker/bookTicker, /fapi/v2/ticker/price); candles and open interest are told of one market at a time (GET
 * /fapi/v1/klines, /fapi/v1/openInterest; the latter in contracts). Throws `Unreadable` when one of the former does not answer.
 */
export async function readMarketFacts(session: Session, symbols: readonly string[], figures: readonly MarketFigure[]): Promise<ReadonlyMap<string, MarketFacts>> {
  const scope: Readonly<Record<string, string>> = symbols.length === 1 ? { symbol: symbols[0] ?? '' } : {};
  const books = figures.includes('spreadPercent') ? session.readPublic('readBestPrices', scope).then((answer) => bySymbol(answer, 'best prices')) : Promise.resolve(new Map<string, Row>());
  const prices = figures.includes('openInterest') ? session.readPublic('readLastPrice', scope).then((answer) => bySymbol(answer, 'prices')) : Promise.resolve(new Map<string, Row>());
  // Those of each market are asked for meanwhile; without these all of it is unreadable.
  const each = marketFactsOf(symbols, figures, {
    nowMs: session.clock.nowMs,
    spreadPercent: async (symbol) => parseSpread(rowOf(await books, symbol)),
    openInterest: async (symbol) => {
      const [contracts, price] = await Promise.all([session.readPublic('readOpenInterest', { symbol }), prices]);
      return parseOpenInterest(contracts, symbol).times(rowOf(price, symbol).decimal('price'));
    },
    candles: async (symbol) => parseCandles(await session.readPublic('readCandles', { symbol, interval: '1m', limit: String(CANDLES_WANTED) }), QUOTE_VOLUME_AT, 'candles'),
  });
  const [facts] = await Promise.all([each, books, prices]);
  return facts;
}

/** Where a kline carries what was traded in the quote currency. Source: Binance USD-M, "Kline/Candlestick Data". */
const QUOTE_VOLUME_AT = 7;

/** One object for one market, a list for all of them. */
function bySymbol(value: unknown, what: string): ReadonlyMap<string, Row> {
  const rows = (Array.isArray(value) ? value : [value]).map((row) => new Row(row, what));
  return new Map(rows.map((row) => [row.text('symbol'), row]));
}

function rowOf(rows: ReadonlyMap<string, Row>, symbol: string): Row {
  const row = rows.get(symbol);
  if (row === undefined) throw new Unreadable(`nothing is told of ${symbol}`);
  return row;
}

/** The spread of one row of GET /fapi/v1/ticker/bookTicker; null where a side of the book is empty. */
export function parseSpread(row: Row): Decimal | null {
  return spreadOf(row.decimalOrNone('bidPrice'), row.decimalOrNone('askPrice'));
}

/** Open contracts of GET /fapi/v1/openInterest. Throws `Unreadable` for another market's. */
export function parseOpenInterest(value: unknown, symbol: string): Decimal {
  const row = new Row(value, 'open interest');
  if (row.text('symbol') !== symbol) throw new Unreadable(`open interest: answered for ${row.text('symbol')} instead of ${symbol}`);
  return row.decimal('openInterest');
}
