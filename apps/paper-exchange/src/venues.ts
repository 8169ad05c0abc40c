/** The venues that this server can be: their rules, their contracts, their wire format. A further one is a further row. */
import { type Clock, type Market, type PaperExchange, type VenueRules, binanceRules, bybitRules, createBybitMarkets, createDefaultMarkets, createExchange } from '@breakwater/paper';
import { type Dialect, type StreamDialect, createBinanceDialect, createBinanceStreams, createBybitDialect, createBybitStreams } from '@breakwater/paper-venue';

/** What each venue consists of. */
interface VenueKind {
  readonly rules: VenueRules;
  createMarkets(count: number | undefined, seed: number): Market[];
  createDialect(exchange: PaperExchange, limits: 'count' | 'enforce'): Dialect;
  createStreams(exchange: PaperExchange): StreamDialect;
}

/** The first one is meant where a request of the admin API names none. */
const venueKinds = {
  binance: { rules: binanceRules, createMarkets: createDefaultMarkets, createDialect: createBinanceDialect, createStreams: createBinanceStreams },
  bybit: { rules: bybitRules, createMarkets: createBybitMarkets, createDialect: createBybitDialect, createStreams: createBybitStreams },
} satisfies Record<string, VenueKind>;

export type VenueName = keyof typeof venueKinds;
export const venueNames = Object.keys(venueKinds) as [VenueName, ...VenueName[]];

/** How each venue is opened. */
export interface VenueOpening {
  readonly clock: Clock;
  readonly seed: number;
  /** How many contracts each venue lists at least. */
  readonly markets: number | undefined;
  readonly limits: 'count' | 'enforce';
  /** Rules that differ from the venue's default ones. */
  readonly rules: Partial<Record<VenueName, Partial<VenueRules>>>;
}

/** A seed of its own for each venue: what one of them draws says nothing about another. The first keeps the world's. */
export function deriveVenueSeed(seed: number, name: VenueName): number {
  return (seed ^ Math.imul(venueNames.indexOf(name), 0x9e3779b1)) >>> 0;
}

/** A venue before it is part of a world. */
export interface OpenedVenue {
  readonly name: VenueName;
  readonly exchange: PaperExchange;
  readonly dialect: Dialect;
  readonly streamDialect: StreamDialect;
}

/** The model and the wire formats of one venue, with its markets open and no account. */
export function openVenue(name: VenueName, { clock, seed, markets, limits, rules }: VenueOpening): OpenedVenue {
  const kind: VenueKind = venueKinds[name];
  const own = deriveVenueSeed(seed, name);
  const exchange = createExchange({ clock, seed: own, rules: { ...kind.rules, ...rules[name] }, markets: kind.createMarkets(markets, own) });
  return { name, exchange, dialect: kind.createDialect(exchange, limits), streamDialect: kind.createStreams(exchange) };
}
