import { type Account, type PaperExchange, type Price, Decimal, binanceRules, createDefaultMarkets, createExchange, findNewestLife, openAccount, readPosition, readPrice } from '@breakwater/paper';
import { type Dialect, type RequestCounts, createBinanceDialect, createRequestCounts } from '@breakwater/paper-venue';
import type { Dice } from '../time/dice.ts';
import type { Timeline } from '../time/timeline.ts';
import type { Arrival } from './arrival.ts';

/** The venue and the fleet's account on it: what is true, whatever anybody is told. */
export interface World {
  readonly timeline: Timeline;
  readonly exchange: PaperExchange;
  readonly account: Account;
  readonly dialect: Dialect;
  readonly counts: RequestCounts;
  /** The contracts that this storm is about. */
  readonly symbols: readonly string[];
  /** State-changing requests of the fleet, in the order of their arrival. */
  readonly arrivals: Arrival[];
  /** The last time that a process asked for a listing of a symbol, by `process symbol path`. */
  readonly asked: Map<string, Asked>;
  /** When somebody other than the fleet last changed an order or the size of a symbol. */
  readonly othersActedAtMs: Map<string, number>;
}

/** A listing that was asked for. */
export interface Asked {
  readonly atMs: number;
  /** How often at that very instant: two jobs of a process may look at one symbol at once. */
  count: number;
  /** There was no readable answer. */
  isUnread: boolean;
}

const baseMarkets = createDefaultMarkets();
const tradable = ['ETHUSDT', 'XRPUSDT', '1000PEPEUSDT', 'MKRUSDT', 'SEIUSDT'];

/** A fresh venue with a few contracts and one account in one-way mode. */
export function openWorld(timeline: Timeline, dice: Dice, seed: number, symbolCount: number): World {
  const symbols = tradable.slice(0, symbolCount);
  const markets = baseMarkets.filter((market) => symbols.includes(market.symbol));
  const rules = {
    ...binanceRules,
    childClientOrderId: dice.pick(['same', 'made'] as const),
    reduceOnlyCounts: dice.pick(['none', 'plain'] as const),
    liquidationFraction: dice.pick(['1', '0.5']),
  };
  const exchange = createExchange({ clock: { nowMs: timeline.nowMs }, seed, rules, markets });
  const account = openAccount(exchange, { name: 'main', apiKey: 'storm-key', apiSecret: 'storm-secret', balance: new Decimal('100000'), isHedged: false });
  return { timeline, exchange, account, dialect: createBinanceDialect(exchange, 'count'), counts: createRequestCounts(), symbols, arrivals: [], asked: new Map(), othersActedAtMs: new Map() };
}

/** The size of the net position, negative for a short one. */
export function positionSize(world: World, symbol: string): Decimal {
  return readPosition(world.account, symbol, 'net').quantity;
}

/** Whether the net position is open, and covered by valid stops. */
export function readCover(world: World, symbol: string): { readonly isOpen: boolean; readonly isCovered: boolean } {
  const life = findNewestLife(world.account, symbol, 'net');
  const isOpen = life !== undefined && life.closedAtMs === null;
  return { isOpen, isCovered: isOpen && life.bareSinceMs === null };
}

/** The prices of a contract. */
export function priceOf(world: World, symbol: string): Price {
  return readPrice(world.exchange, symbol);
}
