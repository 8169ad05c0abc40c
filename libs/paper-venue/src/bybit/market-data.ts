import { Decimal, type Execution, type Market, type PaperExchange, listBars, listLevels, readActivity, readBestPrice, readPrice, readVolume, summariseMoves, toText } from '@breakwater/paper';
import { renderWithList } from '../json-in-pieces.ts';
import { BybitError } from './bybit-error.ts';
import { insistOnLinear, isLinear, readMarket, readOptionalMarket } from './shared-parameters.ts';
import type { PublicCall, Route } from './route.ts';

const dayMinutes = 1440;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const intervals: Readonly<Record<string, number>> = { '1': 1, '3': 3, '5': 5, '15': 15, '30': 30, '60': 60, '120': 120, '240': 240, '360': 360, '720': 720, D: 1440 };

/** A contract with its figures of this moment. */
function gather({ exchange }: PublicCall, market: Market) {
  const { symbol } = market;
  return { market, price: readPrice(exchange, symbol), bid: readBestPrice(exchange, symbol, 'sell'), ask: readBestPrice(exchange, symbol, 'buy'), activity: readActivity(exchange, symbol) };
}

/** One ticker. Source: docs, Bybit v5, "Get Tickers". */
function renderTicker(exchange: PaperExchange, { market, price, bid, ask, activity }: ReturnType<typeof gather>, nowMs: number): Record<string, unknown> {
  const last = toText(price.last);
  const mark = toText(price.mark);
  const depth = toText(market.maxMarketQuantity);
  const { open, high, low, average } = summariseMoves(exchange, market.symbol, dayMinutes);
  const hour = summariseMoves(exchange, market.symbol, hourMs / minuteMs);
  return {
    symbol: market.symbol,
    ...{ lastPrice: last, indexPrice: mark, markPrice: mark, prevPrice24h: toText(open), price24hPcnt: toText(price.last.div(open).minus('1').round(6)) },
    ...{ highPrice24h: toText(high), lowPrice24h: toText(low), prevPrice1h: toText(hour.open) },
    openInterest: toText(activity.openInterest),
    openInterestValue: toText(activity.openInterest.times(price.mark).round(2)),
    turnover24h: toText(activity.dayVolume.times(average).round(4)),
    volume24h: toText(activity.dayVolume),
    ...{ fundingRate: '0', nextFundingTime: String((Math.floor(nowMs / (8 * hourMs)) + 1) * 8 * hourMs), fundingIntervalHour: '8', fundingCap: '0.005' },
    ...{ predictedDeliveryPrice: '', basisRate: '', basis: '', basisRateYear: '', deliveryFeeRate: '', deliveryTime: '0' },
    ...{ ask1Size: depth, bid1Price: toText(bid), ask1Price: toText(ask), bid1Size: depth },
    ...{ preOpenPrice: '', preQty: '', curPreListingPhase: '' },
  };
}

function listTickers(call: PublicCall): unknown {
  const { exchange, parameters, nowMs } = call;
  if (!isLinear(parameters)) return { category: parameters.text('category'), list: [] };
  const named = readOptionalMarket(call);
  const markets = named === null ? [...exchange.markets.values()].filter(({ status }) => status !== 'closed') : [named];
  return renderWithList({ category: 'linear' }, 'list', markets.map((market) => gather(call, market)), (row) => renderTicker(exchange, row, nowMs));
}

/** One side of the book; a contract without an end shows one level as large as its largest market order. */
function renderSide(call: PublicCall, side: 'buy' | 'sell', limit: number): string[][] {
  const market = readMarket(call);
  const whole: Execution[] = [{ price: readBestPrice(call.exchange, market.symbol, side), quantity: market.maxMarketQuantity }];
  return (listLevels(call.exchange, market.symbol, side) ?? whole).slice(0, limit).map(({ price, quantity }) => [toText(price), toText(quantity)]);
}

/** The book. Source: docs, Bybit v5, "Get Orderbook". */
function readBook(call: PublicCall): unknown {
  insistOnLinear(call.parameters);
  const { symbol } = readMarket(call);
  const limit = call.parameters.optionalInteger('limit') ?? 25;
  const { changeCount } = call.exchange;
  return { s: symbol, b: renderSide(call, 'sell', limit), a: renderSide(call, 'buy', limit), ts: call.nowMs, u: changeCount, seq: changeCount, cts: call.nowMs };
}

/** Candles, the newest first. Source: docs, Bybit v5, "Get Kline". */
function listCandles(call: PublicCall): unknown {
  const { exchange, parameters, nowMs } = call;
  insistOnLinear(parameters);
  const { symbol } = readMarket(call);
  const minutes = intervals[parameters.text('interval')];
  if (minutes === undefined) throw new BybitError(10001, 'Invalid period!');
  const spanMs = minutes * minuteMs;
  const startMs = parameters.optionalInteger('start');
  const endMs = parameters.optionalInteger('end') ?? nowMs;
  const limit = Math.min(parameters.optionalInteger('limit') ?? 200, 1000);
  const inWindow = startMs === null ? limit : Math.min(limit, Math.max(0, Math.floor(endMs / spanMs) - Math.ceil(startMs / spanMs) + 1));
  const volume: Decimal = readVolume(exchange, symbol, spanMs);
  const bars = inWindow === 0 ? [] : listBars(exchange, symbol, spanMs, endMs, inWindow);
  const list = bars.reverse().map(({ openMs, open, high, low, close }) => [String(openMs), toText(open), toText(high), toText(low), toText(close), toText(volume), toText(volume.times(close).round(8))]);
  return { symbol, category: 'linear', list };
}

/** Public prices. Sources: docs, Bybit v5, "Market". Funding is off. */
export const marketDataRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v5/market/time',
    security: 'public',
    act: ({ nowMs }) => ({ timeSecond: String(Math.floor(nowMs / 1000)), timeNano: toText(new Decimal(BigInt(nowMs)).times('1000000')) }),
  },
  { method: 'GET', path: '/v5/market/tickers', security: 'public', act: listTickers },
  { method: 'GET', path: '/v5/market/orderbook', security: 'public', act: readBook },
  { method: 'GET', path: '/v5/market/kline', security: 'public', act: listCandles },
  {
    method: 'GET',
    path: '/v5/market/open-interest',
    security: 'public',
    act: (call) => {
      insistOnLinear(call.parameters);
      const { symbol } = readMarket(call);
      const openInterest = toText(readActivity(call.exchange, symbol).openInterest);
      return { symbol, category: 'linear', list: [{ openInterest, timestamp: String(call.nowMs) }], nextPageCursor: '' };
    },
  },
  { method: 'GET', path: '/v5/market/funding/history', security: 'public', act: ({ parameters }) => ({ category: parameters.text('category'), list: [] }) },
];
