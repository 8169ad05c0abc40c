import { type Market, type PaperExchange, readActivity, readBestPrice, readPrice, toText } from '@breakwater/paper';
import { toBinanceError } from './binance-error.ts';
import { decimalsOf } from './render-order.ts';
import type { PublicCall, Route } from './route.ts';

const hourMs = 3_600_000;

/** The markets a call is about: the one it names, or all. Throws -1121 for an unknown one. */
function selectMarkets({ exchange, parameters }: PublicCall): Market[] {
  const symbol = parameters.optionalText('symbol');
  if (symbol === null) return [...exchange.markets.values()];
  const market = exchange.markets.get(symbol);
  if (market === undefined) throw toBinanceError('unknown-symbol', '');
  return [market];
}

/** One object when the call names a symbol, else a list: the shape of all the venue's price endpoints. */
function renderEach(call: PublicCall, render: (market: Market) => Record<string, unknown>): unknown {
  const rows = selectMarkets(call).map(render);
  return call.parameters.optionalText('symbol') === null ? rows : rows[0];
}

/** Last and mark price as text. */
function renderPrices(exchange: PaperExchange, market: Market): { last: string; mark: string; updatedAtMs: number } {
  const { last, mark, updatedAtMs } = readPrice(exchange, market.symbol);
  return { last: toText(last), mark: toText(mark.round(8)), updatedAtMs };
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
      renderEach(call, (market) => {
        const { mark } = renderPrices(call.exchange, market);
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
      renderEach(call, (market) => {
        const { last } = renderPrices(call.exchange, market);
        const { dayVolume } = readActivity(call.exchange, market.symbol);
        return {
          symbol: market.symbol,
          ...{ priceChange: '0', priceChangePercent: '0.000', weightedAvgPrice: last, lastPrice: last },
          lastQty: toText(market.minQuantity),
          ...{ openPrice: last, highPrice: last, lowPrice: last },
          volume: toText(dayVolume, decimalsOf(market)),
          quoteVolume: toText(dayVolume.times(last).round(2)),
          ...{ openTime: call.nowMs - 24 * hourMs, closeTime: call.nowMs, firstId: 1, lastId: 1, count: 1 },
        };
      }),
  },
  ...(['/fapi/v1/ticker/price', '/fapi/v2/ticker/price'] as const).map((path) => ({
    ...({ method: 'GET', path, security: 'public', weight: 1, wideWeight: 2 } as const),
    act: (call: PublicCall) =>
      renderEach(call, (market) => {
        const { last, updatedAtMs } = renderPrices(call.exchange, market);
        return { symbol: market.symbol, price: last, time: updatedAtMs };
      }),
  })),
  {
    method: 'GET',
    path: '/fapi/v1/ticker/bookTicker',
    security: 'public',
    weight: 2,
    wideWeight: 5,
    act: (call) =>
      renderEach(call, (market) => {
        const { updatedAtMs } = renderPrices(call.exchange, market);
        const bid = toText(readBestPrice(call.exchange, market.symbol, 'sell'));
        const ask = toText(readBestPrice(call.exchange, market.symbol, 'buy'));
        const depth = toText(market.maxMarketQuantity, decimalsOf(market));
        return { symbol: market.symbol, bidPrice: bid, bidQty: depth, askPrice: ask, askQty: depth, time: updatedAtMs };
      }),
  },
];
