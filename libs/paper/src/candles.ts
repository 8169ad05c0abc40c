/** What markets did: one-minute candles of the last price, and how busy they are. */
import { Decimal, roundToStep } from './decimal.ts';
import { type PaperExchange, findMarket, readPrice } from './exchange.ts';

export interface Candle {
  readonly openMs: number;
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly close: Decimal;
}

/** Base asset. A market trades its day's volume evenly: 1/24 of it each hour. */
export interface Activity {
  readonly dayVolume: Decimal;
  readonly openInterest: Decimal;
}

const minuteMs = 60_000;
/** A day of minutes and one, so that it is known what there was a day ago. */
const keptCandlesMost = 1441;
/** What all markets may keep together: with thousands of them, each keeps less than a day. */
const keptTogether = 600_000;
const minutesADay = new Decimal('1440');

/** Notes the last price in the candle of the minute. */
export function noteCandle(exchange: PaperExchange, symbol: string, before: Decimal): void {
  const { last } = readPrice(exchange, symbol);
  const openMs = Math.floor(exchange.clock.nowMs() / minuteMs) * minuteMs;
  const candles = exchange.candles.get(symbol) ?? [];
  if (candles.length === 0) exchange.candles.set(symbol, candles);
  const newest = candles.at(-1);
  const started = newest?.openMs === openMs ? newest : { openMs, open: before, high: before, low: before, close: before };
  const high = last.gt(started.high) ? last : started.high;
  const low = last.lt(started.low) ? last : started.low;
  if (started === newest) candles.pop();
  candles.push({ ...started, high, low, close: last });
  const kept = Math.min(keptCandlesMost, Math.floor(keptTogether / exchange.markets.size));
  if (candles.length > kept) candles.shift();
}

/** One bar of a span of minutes, made of the candles that fall into it; `open` where no price changed. */
function joinCandles(candles: readonly Candle[], openMs: number, spanMs: number, open: Decimal): Candle {
  let bar: Candle = { openMs, open, high: open, low: open, close: open };
  for (const candle of candles) {
    if (candle.openMs < openMs || candle.openMs >= openMs + spanMs) continue;
    const high = candle.high.gt(bar.high) ? candle.high : bar.high;
    const low = candle.low.lt(bar.low) ? candle.low : bar.low;
    bar = { ...bar, high, low, close: candle.close };
  }
  return bar;
}

/** The newest `count` bars of `spanMs` (whole minutes) that begin at or before `untilMs`, oldest first. */
export function listBars(exchange: PaperExchange, symbol: string, spanMs: number, untilMs: number, count: number): Candle[] {
  const candles = exchange.candles.get(symbol) ?? [];
  const newestMs = Math.floor(Math.min(untilMs, exchange.clock.nowMs()) / spanMs) * spanMs;
  const firstMs = newestMs - (count - 1) * spanMs;
  const earlier = candles.findLast(({ openMs }) => openMs < firstMs);
  let close = earlier?.close ?? candles[0]?.open ?? readPrice(exchange, symbol).last;
  return Array.from({ length: count }, (_, index) => {
    const bar = joinCandles(candles, firstMs + index * spanMs, spanMs, close);
    close = bar.close;
    return bar;
  });
}

/** How busy a market is: what was set, or a hundred of the largest market orders a day. */
export function readActivity(exchange: PaperExchange, symbol: string): Activity {
  const { maxMarketQuantity } = findMarket(exchange, symbol);
  const dayVolume = maxMarketQuantity.times('100');
  return exchange.activities.get(symbol) ?? { dayVolume, openInterest: maxMarketQuantity.times('20') };
}

/** What a market trades within `spanMs`, in its base asset. */
export function readVolume(exchange: PaperExchange, symbol: string, spanMs: number): Decimal {
  const minutes = new Decimal(String(spanMs / minuteMs));
  return roundToStep(readActivity(exchange, symbol).dayVolume.times(minutes).div(minutesADay), findMarket(exchange, symbol).step);
}

/** What the last price did within a span of time that ends now. */
export interface Moves {
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  /** The mean of the price over the time: what was paid on the average, as a market trades evenly. */
  readonly average: Decimal;
}

const remembered = new WeakMap<readonly Candle[], Map<number, { readonly newest: Candle; readonly minute: number; readonly moves: Moves }>>();

/** As `summariseMoves`, of a list of candles that is not empty. */
function summariseCandles(candles: readonly Candle[], minute: number, minutes: number): Moves {
  const firstMinute = minute - minutes + 1;
  const start = candles.findIndex(({ openMs }) => openMs / minuteMs >= firstMinute);
  const within = start < 0 ? [] : candles.slice(start);
  const earlier = start < 0 ? candles.at(-1) : candles[start - 1];
  const open = earlier?.close ?? candles[0]!.open;
  let [high, low, sum, close] = [open, open, open.times('0'), open];
  let atMinute = firstMinute;
  for (const candle of within) {
    const candleMinute = candle.openMs / minuteMs;
    if (candle.high.gt(high)) high = candle.high;
    if (candle.low.lt(low)) low = candle.low;
    sum = sum.plus(close.times(String(candleMinute - atMinute)));
    [atMinute, close] = [candleMinute, candle.close];
  }
  return { open, high, low, average: sum.plus(close.times(String(minute + 1 - atMinute))).div(String(minutes)) };
}

/**
 * What the last price of a symbol did within the last `minutes`, the present one included, as far as candles are kept. It is
 * added up again only when a minute is over or the price has moved.
 */
export function summariseMoves(exchange: PaperExchange, symbol: string, minutes: number): Moves {
  const candles = exchange.candles.get(symbol);
  const newest = candles?.at(-1);
  if (candles === undefined || newest === undefined) {
    const { last } = readPrice(exchange, symbol);
    return { open: last, high: last, low: last, average: last };
  }
  const minute = Math.floor(exchange.clock.nowMs() / minuteMs);
  const known = remembered.get(candles) ?? new Map<number, { newest: Candle; minute: number; moves: Moves }>();
  remembered.set(candles, known);
  const same = known.get(minutes);
  if (same?.newest === newest && same.minute === minute) return same.moves;
  const moves = summariseCandles(candles, minute, minutes);
  known.set(minutes, { newest, minute, moves });
  return moves;
}
