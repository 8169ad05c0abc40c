import { type Decimal, type Market, type PaperExchange, type Price, countDecimals, readActivity, readBestPrice, readPrice, summariseMoves, toText } from '@breakwater/paper';
import { renderList } from '../json-in-pieces.ts';
import { toBinanceError } from './binance-error.ts';
import { decimalsOf } from './render-order.ts';
import type { PublicCall, Route } from './route.ts';

const hourMs = 3_600_000;
const dayMinutes = 1440;

/** The markets a call is about: the one it names, or all. Throws -1121 for an unknown one. */
function selectMarkets({ exchange, parameters }: PublicCall): Market[] {
  const symbol = parameters.optionalText('symbol');
  if (symbol === null) return [...exchange.markets.values()];
  const market = exchange.markets.get(symbol);
  if (market === undefined) throw toBinanceError('unknown-symbol', '');
  return [market];
}

/**
 * One object when the call names a symbol, else a list: the shape of all the venue's price endpoints. `gather` takes the
 * numbers of this moment, `render` makes a row of them, perhaps a little later.
 */
function renderEach<T>(call: PublicCall, gather: (market: Market) => T, render: (row: T) => Record<string, unknown>): unknown {
  const rows = selectMarkets(call).map(gather);
  return call.parameters.optionalText('symbol') === null ? renderList(rows, render) : render(rows[0]!);
}

/** A market with its prices of this moment. */
function gatherPrices(exchange: PaperExchange): (market: Market) => { market: Market; price: Price } {
  return (market) => ({ market, price: readPrice(exchange, market.symbol) });
}

/** A market with the best prices of its book. */
function gatherBest(exchange: PaperExchange, market: Market): { market: Market; bestBid: Decimal; bestAsk: Decimal; updatedAtMs: number } {
  const { updatedAtMs } = readPrice(exchange, market.symbol);
  return { market, updatedAtMs, bestBid: readBestPrice(exchange, market.symbol, 'sell'), bestAsk: readBestPrice(exchange, market.symbol, 'buy') };
}

/** Public prices. Sources: docs, Binance USD-M, "Market Data Endpoints". */
export const marketDataRoutes: readonly Route[] = [
  { method: 'GET', path: '/fapi/v1/ping', security: 'public', weight: 1, act: () => ({}) },
  { method: 'GET', path: '/fapi/v1/time', security: 'public', weight: 1, act: ({ nowMs }) => ({ serverTime: nowMs }) },
  {
    method: 'GET',
    path: '/fapi/v1/premiumIndex',
    security: 'public',
    weight: 1,
    wideWeight: 10,
    act: (call) =>
      renderEach(call, gatherPrices(call.exchange), ({ market, price }) => {
        const mark = toText(price.mark.round(8));
        return {
          symbol: market.symbol,
          markPrice: mark,
          indexPrice: mark,
          estimatedSettlePrice: mark,
          lastFundingRate: '0.00000000',
          interestRate: '0.00010000',
          nextFundingTime: (Math.floor(call.nowMs / (8 * hourMs)) + 1) * 8 * hourMs,
          time: call.nowMs,
        };
      }),
  },
  {
    method: 'GET',
    path: '/fapi/v1/ticker/24hr',
    security: 'public',
    weight: 1,
    wideWeight: 40,
    act: (call) =>
      renderEach(call, (market) => ({ market, price: readPrice(call.exchange, market.symbol), dayVolume: readActivity(call.exchange, market.symbol).dayVolume }), ({ market, price, dayVolume }) => {
        const { open, high, low, average } = summariseMoves(call.exchange, market.symbol, dayMinutes);
        const change = price.last.minus(open);
        return {
          symbol: market.symbol,
          priceChange: toText(change),
          priceChangePercent: toText(change.times('100').div(open), 3),
          weightedAvgPrice: toText(average.round(countDecimals(market.tick) + 4)),
          lastPrice: toText(price.last),
          lastQty: toText(market.minQuantity),
          ...{ openPrice: toText(open), highPrice: toText(high), lowPrice: toText(low) },
          volume: toText(dayVolume, decimalsOf(market)),
          quoteVolume: toText(dayVolume.times(average).round(2)),
          ...{ openTime: call.nowMs - 24 * hourMs, closeTime: call.nowMs, firstId: 1, lastId: 1, count: 1 },
        };
      }),
  },
  ...(['/fapi/v1/ticker/price', '/fapi/v2/ticker/price'] as const).map((path) => ({
    ...({ method: 'GET', path, security: 'public', weight: 1, wideWeight: 2 } as const),
    act: (call: PublicCall) =>
      renderEach(call, gatherPrices(call.exchange), ({ market, price }) => ({ symbol: market.symbol, price: toText(price.last), time: price.updatedAtMs })),
  })),
  {
    method: 'GET',
    path: '/fapi/v1/ticker/bookTicker',
    security: 'public',
    weight: 2,
    wideWeight: 5,
    act: (call) =>
      renderEach(call, (market) => gatherBest(call.exchange, market), ({ market, bestBid, bestAsk, updatedAtMs }) => {
        const bid = toText(bestBid);
        const ask = toText(bestAsk);
        const depth = toText(market.maxMarketQuantity, decimalsOf(market));
        return { symbol: market.symbol, bidPrice: bid, bidQty: depth, askPrice: ask, askQty: depth, time: updatedAtMs };
      }),
  },
];
