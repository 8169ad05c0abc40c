import { type Execution, Decimal, listBars, listLevels, readActivity, readBestPrice, readVolume, toText } from '@breakwater/paper';
import { BinanceError, toBinanceError } from './binance-error.ts';
import { decimalsOf } from './render-order.ts';
import type { PublicCall, Route } from './route.ts';

const minuteMs = 60_000;
const intervals: Readonly<Record<string, number>> = { '1m': 1, '3m': 3, '5m': 5, '15m': 15, '30m': 30, '1h': 60, '2h': 120, '4h': 240, '6h': 360, '8h': 480, '12h': 720, '1d': 1440 };
const klinesMost = 1500;

/** The market that a public call names; throws -1121 for an unknown one. */
function readMarket({ exchange, parameters }: PublicCall) {
  const market = exchange.markets.get(parameters.text('symbol'));
  if (market === undefined) throw toBinanceError('unknown-symbol', '');
  return market;
}

/** One side of the book; a market without an end shows one level as large as its largest market order. */
function renderSide(call: PublicCall, side: 'buy' | 'sell', limit: number): string[][] {
  const market = readMarket(call);
  const whole: Execution[] = [{ price: readBestPrice(call.exchange, market.symbol, side), quantity: market.maxMarketQuantity }];
  const levels = listLevels(call.exchange, market.symbol, side) ?? whole;
  return levels.slice(0, limit).map(({ price, quantity }) => [toText(price), toText(quantity, decimalsOf(market))]);
}

/** Candles as rows. Source: docs, Binance USD-M, "Kline/Candlestick Data". */
function renderBars(call: PublicCall): unknown[] {
  const { symbol } = readMarket(call);
  const minutes = intervals[call.parameters.text('interval')];
  if (minutes === undefined) throw new BinanceError(-1120, 'Invalid interval.');
  const spanMs = minutes * minuteMs;
  const startMs = call.parameters.optionalInteger('startTime');
  const endMs = call.parameters.optionalInteger('endTime') ?? call.nowMs;
  const limit = Math.min(call.parameters.optionalInteger('limit') ?? 500, klinesMost);
  const inWindow = startMs === null ? limit : Math.min(limit, Math.max(0, Math.floor(endMs / spanMs) - Math.ceil(startMs / spanMs) + 1));
  const untilMs = startMs === null ? endMs : Math.min(endMs, Math.ceil(startMs / spanMs) * spanMs + (inWindow - 1) * spanMs);
  if (inWindow === 0) return [];
  const volume = readVolume(call.exchange, symbol, spanMs);
  const half = volume.div(new Decimal('2')).round(8);
  return listBars(call.exchange, symbol, spanMs, untilMs, inWindow).map(({ openMs, open, high, low, close }) => [
    ...[openMs, toText(open), toText(high), toText(low), toText(close), toText(volume), openMs + spanMs - 1],
    ...[toText(volume.times(close).round(8)), minutes * 60, toText(half), toText(half.times(close).round(8)), '0'],
  ]);
}

/** The book, candles, open interest and funding, which is off. Sources: docs, Binance USD-M, "Market Data Endpoints". */
export const orderBookDataRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/fapi/v1/depth',
    security: 'public',
    weight: 10,
    act: (call) => {
      const limit = call.parameters.optionalInteger('limit') ?? 500;
      return { lastUpdateId: call.exchange.changeCount, E: call.nowMs, T: call.nowMs, bids: renderSide(call, 'sell', limit), asks: renderSide(call, 'buy', limit) };
    },
  },
  { method: 'GET', path: '/fapi/v1/klines', security: 'public', weight: 2, act: renderBars },
  {
    method: 'GET',
    path: '/fapi/v1/openInterest',
    security: 'public',
    weight: 1,
    act: (call) => {
      const { symbol } = readMarket(call);
      return { openInterest: toText(readActivity(call.exchange, symbol).openInterest), symbol, time: call.nowMs };
    },
  },
  { method: 'GET', path: '/fapi/v1/fundingRate', security: 'public', weight: 1, act: () => [] },
];
