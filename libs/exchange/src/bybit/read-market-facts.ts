import type { Decimal, MarketFacts, MarketFigure } from '@breakwater/core';
import { CANDLES_WANTED, parseCandles } from '../candles.ts';
import { marketFactsOf } from '../market-facts-of.ts';
import { spreadOf } from '../percent-of.ts';
import { type Row, toRows } from '../row.ts';
import { Unreadable } from '../unreadable.ts';
import { readResult } from './read-result.ts';
import type { Session } from './session.ts';

/**
 * Figures of markets at Bybit v5. Open interest and best prices of all markets come in one request (GET /v5/market/tickers),
 * candles of one market at a time (GET /v5/market/kline, the newest first). Throws `Unreadable` when the former does not answer.
 */
export async function readMarketFacts(session: Session, symbols: readonly string[], figures: readonly MarketFigure[]): Promise<ReadonlyMap<string, MarketFacts>> {
  const scope = symbols.length === 1 ? { symbol: symbols[0] ?? '' } : {};
  const isTickerWanted = figures.includes('openInterest') || figures.includes('spreadPercent');
  const tickers = isTickerWanted ? session.readPublic('readTickers', { category: 'linear', ...scope }).then(bySymbol) : Promise.resolve(new Map<string, Row>());
  // Candles are asked for meanwhile; without the tickers all of it is unreadable.
  const each = marketFactsOf(symbols, figures, {
    nowMs: session.clock.nowMs,
    spreadPercent: async (symbol) => parseSpread(rowOf(await tickers, symbol)),
    openInterest: async (symbol) => rowOf(await tickers, symbol).decimalOrNone('openInterestValue'),
    candles: async (symbol) => {
      const answer = await session.readPublic('readCandles', { category: 'linear', symbol, interval: '1', limit: CANDLES_WANTED });
      return parseKlines(answer, symbol);
    },
  });
  const [facts] = await Promise.all([each, tickers]);
  return facts;
}

/** Where a kline carries what was traded in the quote currency. Source: Bybit v5, "Get Kline". */
const TURNOVER_AT = 6;

/** The candles of GET /v5/market/kline. Throws `Unreadable` for another market's. */
export function parseKlines(payload: unknown, symbol: string): ReturnType<typeof parseCandles> {
  const result = readResult(payload, 'candles');
  if (result.text('symbol') !== symbol) throw new Unreadable(`candles: answered for ${result.text('symbol')} instead of ${symbol}`);
  return parseCandles(result.value('list'), TURNOVER_AT, 'candles');
}

function bySymbol(payload: unknown): ReadonlyMap<string, Row> {
  return new Map(toRows(readResult(payload, 'tickers').value('list'), 'tickers').map((row) => [row.text('symbol'), row]));
}

function rowOf(rows: ReadonlyMap<string, Row>, symbol: string): Row {
  const row = rows.get(symbol);
  if (row === undefined) throw new Unreadable(`tickers: nothing is told of ${symbol}`);
  return row;
}

/** The spread of one ticker; null where a side of the book is empty. */
export function parseSpread(row: Row): Decimal | null {
  return spreadOf(row.decimalOrNone('bid1Price'), row.decimalOrNone('ask1Price'));
}
