import { type Market, ZERO } from '@breakwater/core';
import { Row } from '../row.ts';
import { Unreadable } from '../unreadable.ts';

/** A contract, with the coin that it is settled in: fees are paid in that one. */
export interface BybitMarket extends Market {
  readonly settleCoin: string;
}

export type BybitMarkets = ReadonlyMap<string, BybitMarket>;

/**
 * The coins that linear contracts are settled in. Positions and open orders are listed by one of them at a time (Bybit v5,
 * GET /v5/position/list), so a contract settled in any other coin is left out: it would not be watched (I7).
 */
export const SETTLE_COINS = ['USDT', 'USDC'] as const;

/**
 * All contracts, from the rows of Bybit v5's GET /v5/market/instruments-info, by the exchange's own id.
 *
 * A contract whose rules cannot be read is left out and so unknown here: one odd listing must not stop all the others
 * (I12). Throws `Unreadable` when nothing is left.
 */
export function parseMarkets(rows: readonly unknown[]): BybitMarkets {
  const markets = rows.map(toMarket).filter((market) => market !== null);
  if (markets.length === 0) throw new Unreadable('instruments: no contract that can be read');
  return new Map(markets.map((market) => [market.symbol, market]));
}

function toMarket(value: unknown): BybitMarket | null {
  try {
    return parseMarket(new Row(value, 'instrument'));
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

function parseMarket(row: Row): BybitMarket {
  const symbol = row.text('symbol');
  const settleCoin = row.text('settleCoin');
  if (!SETTLE_COINS.some((coin) => coin === settleCoin)) refuse(`${symbol}: settled in ${settleCoin}`);
  const lot = new Row(row.value('lotSizeFilter'), symbol);
  // priceScale is not the tick.
  const tick = new Row(row.value('priceFilter'), symbol).decimal('tickSize');
  const step = lot.decimal('qtyStep');
  if (!tick.gt(ZERO) || !step.gt(ZERO)) refuse(`${symbol}: no tick or no step`);
  return {
    symbol,
    aliases: toAliases(row, symbol, settleCoin),
    isTrading: row.text('status') === 'Trading',
    tick,
    step,
    quantityMin: lot.decimal('minOrderQty'),
    marketQuantityMax: lot.decimal(lot.has('maxMktOrderQty') ? 'maxMktOrderQty' : 'maxOrderQty'),
    notionalMin: lot.decimalOrNone('minNotionalValue') ?? ZERO,
    settleCoin,
  };
}

/** Spellings in upper case. Only perpetual contracts are meant by `TAG/USDT`; dated ones go by their id. */
function toAliases(row: Row, symbol: string, settleCoin: string): readonly string[] {
  const id = symbol.toUpperCase();
  if (row.text('contractType') !== 'LinearPerpetual') return [id];
  const pair = `${row.text('baseCoin')}/${row.text('quoteCoin')}`.toUpperCase();
  return [id, pair, `${pair}:${settleCoin.toUpperCase()}`];
}

function refuse(message: string): never {
  throw new Unreadable(message);
}
