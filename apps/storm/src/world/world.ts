import type { AccountKey, Leg, PositionSide } from '@breakwater/core';
import { type Account, type PaperExchange, type Price, Decimal, createExchange, findNewestLife, openAccount, readPosition, readPrice } from '@breakwater/paper';
import { type Dialect, type RequestCounts, createRequestCounts } from '@breakwater/paper-venue';
import type { Dice } from '../time/dice.ts';
import type { Timeline } from '../time/timeline.ts';
import type { Arrival } from './arrival.ts';
import type { Setting } from './setting.ts';
import { venues } from './venues/all.ts';
import type { Venue } from './venues/venue.ts';

/** The venue and the fleet's account on it: what is true, whatever anybody is told. */
export interface World {
  readonly timeline: Timeline;
  readonly venue: Venue;
  /** The account as the fleet calls it. */
  readonly key: AccountKey;
  /** The legs that each symbol has. */
  readonly legs: readonly Leg[];
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
  /** When somebody other than the fleet last changed an order or the size of a leg, by `symbol leg`. */
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

/** Contracts that every venue has. */
const tradable = ['ETHUSDT', 'XRPUSDT', '1000PEPEUSDT'];

/** A fresh venue with a few contracts and one account. */
export function openWorld(timeline: Timeline, dice: Dice, seed: number, symbolCount: number, setting: Setting): World {
  const venue = venues[setting.exchange];
  const symbols = tradable.slice(0, symbolCount);
  const markets = venue.markets.filter((market) => symbols.includes(market.symbol));
  const isHedged = setting.mode === 'hedge';
  const exchange = createExchange({ clock: { nowMs: timeline.nowMs }, seed, rules: venue.drawRules(dice), markets });
  const account = openAccount(exchange, { name: 'main', apiKey: 'storm-key', apiSecret: 'storm-secret', balance: new Decimal('100000'), isHedged });
  return {
    ...{ timeline, venue, exchange, account, symbols },
    key: { exchange: setting.exchange, account: account.name },
    legs: isHedged ? ['long', 'short'] : ['net'],
    dialect: venue.createDialect(exchange),
    counts: createRequestCounts(),
    arrivals: [],
    asked: new Map(),
    othersActedAtMs: new Map(),
  };
}

/** The leg that a position of this side is on. */
export function legOf({ legs }: World, side: PositionSide): Leg {
  return legs.includes('net') ? 'net' : side;
}

/** The size of the position on a leg, negative for a short one. */
export function positionSize(world: World, symbol: string, leg: Leg): Decimal {
  return readPosition(world.account, symbol, leg).quantity;
}

/** Whether a leg is open, and covered by valid stops. */
export function readCover(world: World, symbol: string, leg: Leg): { readonly isOpen: boolean; readonly isCovered: boolean } {
  const life = findNewestLife(world.account, symbol, leg);
  const isOpen = life !== undefined && life.closedAtMs === null;
  return { isOpen, isCovered: isOpen && life.bareSinceMs === null };
}

/** The prices of a contract. */
export function priceOf(world: World, symbol: string): Price {
  return readPrice(world.exchange, symbol);
}

/** Notes that somebody other than the fleet changed an order or the size of a leg just now. */
export function noteOthers({ othersActedAtMs, timeline }: World, symbol: string, leg: Leg): void {
  othersActedAtMs.set(`${symbol} ${leg}`, timeline.nowMs());
}

/** When somebody other than the fleet last changed an order or the size of a leg; 0 if nobody ever did. */
export function readOthersActedAtMs({ othersActedAtMs }: World, symbol: string, leg: Leg): number {
  return othersActedAtMs.get(`${symbol} ${leg}`) ?? 0;
}
