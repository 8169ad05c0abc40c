import type { MarginMode } from '@breakwater/core';
import type { ConnectedExchange, BybitParameters, Wire, WireCall } from '@breakwater/exchange';
import type { Market, OrderPlace, PaperExchange, VenueRules } from '@breakwater/paper';
import type { Dialect, VenueRequest } from '@breakwater/paper-venue';
import type { Asks } from '../../time/scheduler.ts';
import type { Dice } from '../../time/dice.ts';
import type { Wish } from '../arrival.ts';
import type { World } from '../world.ts';

/** Parameters of a request as either venue wants them. */
export type WireParameters = BybitParameters;

export interface VenueRoute {
  readonly method: string;
  readonly path: string;
}

/** Who asks, where and when. */
export interface Caller {
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly nowMs: number;
}

/** A refusal that a venue may give. */
export interface Refusal {
  readonly code: number;
  readonly httpStatus: number;
  readonly message: string;
}

/** The time of one process, and a way to let some of it pass. */
export interface ProcessTime {
  monotonicMs(): number;
  readonly measureEveryMs: null;
  wait(ms: number): Promise<void>;
}

/** All that a storm must know of one venue. */
export interface Venue {
  /** The client whose words a failure is told in. */
  readonly client: string;
  /** Its contracts. */
  readonly markets: readonly Market[];
  /** Draws what its documents leave open. */
  drawRules(dice: Dice): VenueRules;
  createDialect(exchange: PaperExchange): Dialect;
  /** Sets a contract as a fleet wants it, as its owner would by hand. */
  configure(world: Pick<World, 'exchange' | 'account'>, symbol: string, marginMode: MarginMode, leverage: number): void;
  /** The endpoint behind the name of one of ccxt's raw methods. Throws for a name that the venue does not know. */
  findRoute(name: string): VenueRoute;
  /** What a call is there for. */
  readAsks(route: VenueRoute, parameters: WireParameters): Asks;
  /** What a request that changes state asks for. */
  readWish(route: VenueRoute, parameters: WireParameters): Wish;
  /** Where the order stands that a wish names by the exchange's id; null if it gave no such id. */
  placeOf(exchange: PaperExchange, symbol: string, wish: Pick<Wish, 'type' | 'exchangeOrderId'>): OrderPlace | null;
  /** A call as it leaves the client, signed. */
  toRequest(route: VenueRoute, call: Pick<WireCall<WireParameters>, 'parameters' | 'signature'>, caller: Caller): VenueRequest;
  /** Whether a payload is a list as the venue gives it. */
  isList(payload: unknown): boolean;
  /** The paths of what a look at a key consists of. */
  readonly looks: ReadonlySet<string>;
  /** The paths of listings that may be empty for a while, that of the positions first, as often as they are to be drawn. */
  readonly emptied: readonly string[];
  /** Whether a stop may be a part of the position itself. */
  readonly hasPositionStops: boolean;
  /** Refusals that a request may meet although nothing is wrong with it: any, a market order, a stop. */
  readonly refusals: Readonly<Record<'any' | 'market' | 'stop', readonly Refusal[]>>;
  /** Errors that may be the answer to a request that was carried out: of them none says that it was not. */
  readonly untruths: readonly Refusal[];
  /** What an address hears that is kept out. */
  readonly ban: Refusal;
  /** The real adapter over this wire. */
  speak(account: string, wire: Wire<WireParameters>, time: ProcessTime): ConnectedExchange;
}
