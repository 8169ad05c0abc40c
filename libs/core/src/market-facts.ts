import { ceilTo, type Decimal, decimal, decimalText, floorTo } from './decimal.ts';

/**
 * Figures of a market that a wave's policy may ask for. Money in the quote currency, percentages of the price.
 *
 *   openInterest    the value of all open contracts
 *   volume1h        what was traded within the last sixty minutes, the running one included
 *   move5mPercent   how far the price has gone since five minutes ago, without sign
 *   spreadPercent   best ask less best bid, of the price half way between them
 */
export const MARKET_FIGURES = ['openInterest', 'volume1h', 'move5mPercent', 'spreadPercent'] as const;
export type MarketFigure = (typeof MARKET_FIGURES)[number];

/** The figures that were asked for; null where the exchange answered and tells none. */
export type MarketFacts = Readonly<Partial<Record<MarketFigure, Decimal | null>>>;

/** Filters of a wave's policy; decimal strings, money in the quote currency. What is left out is not asked for. */
export interface WaveFilters {
  /** Of the position that the signal wishes for. */
  readonly notionalMin?: string | undefined;
  readonly openInterestMin?: string | undefined;
  readonly volume1hMin?: string | undefined;
  readonly move5mPercentMax?: string | undefined;
  readonly spreadPercentMax?: string | undefined;
}

/** How each figure is judged, and what people call it. */
const RULES = {
  openInterest: { name: 'open interest', limit: 'openInterestMin', is: 'least', unit: '' },
  volume1h: { name: '1 h volume', limit: 'volume1hMin', is: 'least', unit: '' },
  move5mPercent: { name: '5 minute move', limit: 'move5mPercentMax', is: 'most', unit: ' %' },
  spreadPercent: { name: 'spread', limit: 'spreadPercentMax', is: 'most', unit: ' %' },
} as const satisfies Record<MarketFigure, { readonly name: string; readonly limit: keyof WaveFilters; readonly is: 'least' | 'most'; readonly unit: string }>;

const FINEST = decimal('0.0001');

/** The figures that these filters need: nothing else is asked of an exchange. */
export function figuresOf(filters: WaveFilters | undefined): readonly MarketFigure[] {
  return MARKET_FIGURES.filter((figure) => filters?.[RULES[figure].limit] !== undefined);
}

/** Why a market is not entered, with the figure and the limit; null when it passes. What the exchange does not tell fails. */
export function whyMarketFails(facts: MarketFacts, filters: WaveFilters | undefined): string | null {
  for (const figure of figuresOf(filters)) {
    const { name, limit, is, unit } = RULES[figure];
    const bound = decimal(filters?.[limit] ?? '0');
    const value = facts[figure] ?? null;
    if (value === null) return `${name} is not known, and ${is === 'least' ? 'at least' : 'at most'} ${figureText(bound)}${unit} is required`;
    if (is === 'least' && value.lt(bound)) return `${name} ${figureText(value)}${unit} is below ${figureText(bound)}${unit}`;
    if (is === 'most' && value.gt(bound)) return `${name} ${figureText(value, 'up')}${unit} is above ${figureText(bound)}${unit}`;
  }
  return null;
}

/**
 * An amount as people read it: at most four decimals, and groups of three digits. Rounded away from the limit that it missed,
 * so that a sentence never says that 50,000 is below 50,000.
 */
export function figureText(value: Decimal, direction: 'down' | 'up' = 'down'): string {
  const text = decimalText(direction === 'down' ? floorTo(value, FINEST) : ceilTo(value, FINEST));
  const [whole = '0', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
