import { type Market, ZERO } from '@breakwater/core';
import { Row, toRows } from '../row.ts';
import { Unreadable } from '../unreadable.ts';

/** A contract, with the asset that its margin is in. */
export interface BinanceMarket extends Market {
  readonly marginAsset: string;
}

export type BinanceMarkets = ReadonlyMap<string, BinanceMarket>;

/**
 * All contracts, from Binance USD-M's GET /fapi/v1/exchangeInfo, by the exchange's own id.
 *
 * A contract whose rules cannot be read is left out and so unknown here: one odd listing must not stop all the others
 * (I12). Throws `Unreadable` when nothing is left.
 */
export function parseMarkets(value: unknown): BinanceMarkets {
  const listed = toRows(new Row(value, 'exchange information').value('symbols'), 'exchange information');
  const markets = listed.map(toMarket).filter((market) => market !== null);
  if (markets.length === 0) throw new Unreadable('exchange information: no contract that can be read');
  return new Map(markets.map((market) => [market.symbol, market]));
}

function toMarket(row: Row): BinanceMarket | null {
  try {
    return parseMarket(row);
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

function parseMarket(row: Row): BinanceMarket {
  const symbol = row.text('symbol');
  const filters = toRows(row.value('filters'), symbol);
  const filter = (type: string): Row | undefined => filters.find((candidate) => candidate.value('filterType') === type);
  const needed = (type: string): Row => filter(type) ?? refuse(`${symbol}: no ${type}`);
  const lot = needed('LOT_SIZE');
  const tick = needed('PRICE_FILTER').decimal('tickSize');
  const step = lot.decimal('stepSize');
  if (!tick.gt(ZERO) || !step.gt(ZERO)) refuse(`${symbol}: no tick or no step`);
  return {
    symbol,
    aliases: toAliases(row, symbol),
    isTrading: row.text('status') === 'TRADING',
    // pricePrecision and quantityPrecision are not the tick and the step.
    tick,
    step,
    quantityMin: lot.decimal('minQty'),
    marketQuantityMax: (filter('MARKET_LOT_SIZE') ?? lot).decimal('maxQty'),
    notionalMin: needed('MIN_NOTIONAL').decimal('notional'),
    marginAsset: row.text('marginAsset'),
  };
}

/** Spellings in upper case. Only perpetual contracts are meant by `TAG/USDT`; dated ones go by their id. */
function toAliases(row: Row, symbol: string): readonly string[] {
  const id = symbol.toUpperCase();
  if (!row.text('contractType').endsWith('PERPETUAL')) return [id];
  const pair = `${row.text('baseAsset')}/${row.text('quoteAsset')}`.toUpperCase();
  return [id, pair, `${pair}:${row.text('marginAsset').toUpperCase()}`];
}

function refuse(message: string): never {
  throw new Unreadable(message);
}
