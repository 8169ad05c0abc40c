import { type Decimal, decimal, decimalText } from './decimal.ts';
import type { SymbolKey } from './key.ts';
import { MARKET_FIGURES, type MarketFacts, type MarketFigure } from './market-facts.ts';

/** What was read once for the whole wave. What is missing could not be read yet, which is not the same as bad (I6). */
export interface WaveFacts {
  /** By `marketName`. */
  readonly markets: ReadonlyMap<string, MarketFacts>;
  /** What is available for a position on a symbol key, by its text. */
  readonly balances: ReadonlyMap<string, Decimal>;
}

export const NOTHING_READ: WaveFacts = { markets: new Map(), balances: new Map() };

/** The same as JSON keeps it: exact numbers as text. */
export interface WaveFactsJson {
  readonly markets: Readonly<Record<string, Readonly<Partial<Record<MarketFigure, string | null>>>>>;
  readonly balances: Readonly<Record<string, string>>;
}

/** What the facts of a market are known by: they are alike for all accounts. */
export function marketName({ exchange, symbol }: Pick<SymbolKey, 'exchange' | 'symbol'>): string {
  return `${exchange}.${symbol}`;
}

export function toWaveFactsJson({ markets, balances }: WaveFacts): WaveFactsJson {
  const text = (value: Decimal | null): string | null => (value === null ? null : decimalText(value));
  const figures = (facts: MarketFacts) => Object.fromEntries(MARKET_FIGURES.flatMap((figure) => (facts[figure] === undefined ? [] : [[figure, text(facts[figure])]])));
  return {
    markets: Object.fromEntries([...markets].map(([name, facts]) => [name, figures(facts)])),
    balances: Object.fromEntries([...balances].map(([name, balance]) => [name, decimalText(balance)])),
  };
}

/** The facts that {@link toWaveFactsJson} made this of. */
export function fromWaveFactsJson({ markets, balances }: WaveFactsJson): WaveFacts {
  const number = (text: string | null): Decimal | null => (text === null ? null : decimal(text));
  const figures = (facts: WaveFactsJson['markets'][string]): MarketFacts =>
    Object.fromEntries(MARKET_FIGURES.flatMap((figure) => (facts[figure] === undefined ? [] : [[figure, number(facts[figure])]])));
  return {
    markets: new Map(Object.entries(markets).map(([name, facts]) => [name, figures(facts)])),
    balances: new Map(Object.entries(balances).map(([name, balance]) => [name, decimal(balance)])),
  };
}
