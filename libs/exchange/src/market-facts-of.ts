import type { Decimal, MarketFacts, MarketFigure } from '@breakwater/core';
import { type Candle, moveOfFiveMinutes, volumeOfHour } from './candles.ts';
import { inParallel } from './in-parallel.ts';
import { Unreadable } from './unreadable.ts';

/**
 * How many markets are asked about at once: a wave of fifty with its reserve waits for one answer, not for several one after another.
 * Each request has a connection of its own, and what the exchange allows is the rate governor's matter.
 */
const MARKETS_AT_ONCE = 100;

/** What one venue tells of a market; each is asked only for what a figure needs. */
export interface MarketSource {
  openInterest(symbol: string): Promise<Decimal | null>;
  spreadPercent(symbol: string): Promise<Decimal | null>;
  candles(symbol: string): Promise<readonly Candle[]>;
  /** The exchange's clock. */
  nowMs(): number;
}

/** The figures of each market, several markets side by side; one of which any part is unreadable is left out, and the others stand. */
export async function marketFactsOf(symbols: readonly string[], figures: readonly MarketFigure[], source: MarketSource): Promise<ReadonlyMap<string, MarketFacts>> {
  const read = await inParallel(symbols, MARKETS_AT_ONCE, (symbol) => readFacts(symbol, figures, source).catch(unlessUnreadable));
  return new Map(symbols.flatMap((symbol, index) => (read[index] == null ? [] : [[symbol, read[index]] as const])));
}

async function readFacts(symbol: string, figures: readonly MarketFigure[], source: MarketSource): Promise<MarketFacts> {
  const wants = (figure: MarketFigure): boolean => figures.includes(figure);
  const [openInterest, spreadPercent, candles] = await Promise.all([
    wants('openInterest') ? source.openInterest(symbol) : null,
    wants('spreadPercent') ? source.spreadPercent(symbol) : null,
    wants('volume1h') || wants('move5mPercent') ? source.candles(symbol) : [],
  ]);
  const nowMs = source.nowMs();
  return {
    ...(wants('openInterest') ? { openInterest } : {}),
    ...(wants('volume1h') ? { volume1h: volumeOfHour(candles, nowMs) } : {}),
    ...(wants('move5mPercent') ? { move5mPercent: moveOfFiveMinutes(candles, nowMs) } : {}),
    ...(wants('spreadPercent') ? { spreadPercent } : {}),
  };
}

function unlessUnreadable(error: unknown): null {
  if (error instanceof Unreadable) return null;
  throw error;
}
