import type { ExchangeId } from '@breakwater/core';
import type { Contract } from './contract.ts';

/** What came back for one request. */
export interface Reply {
  /** The exchange's code of a refusal; null: it was carried out. */
  readonly code: string | null;
  readonly words: string;
  /** The parsed answer of a success. */
  readonly payload: unknown;
}

/** How a request is signed. */
export interface Stamp {
  /** By how much the time stamp is ahead of the exchange's clock; behind it if negative. Default 0. */
  readonly aheadMs?: number;
  readonly windowMs?: number;
}

export interface Prices {
  /** Decimal texts. */
  readonly last: string;
  readonly mark: string;
}

/** One account at one exchange, as far as a card may use it: one contract, small sizes, raw requests. */
export interface Desk {
  readonly venue: ExchangeId;
  readonly contract: Contract;
  /** How long something may take to come about before a card gives up on it. */
  readonly waitMs: number;
  /** How long something must not have come about before a card takes it that it will not. */
  readonly settleMs: number;
  /** A client order id that this account used long ago, if the operator named one. */
  readonly usedId: string | null;
  /** Where streams begin, without a path. */
  readonly streamUrl: string;
  /** Sends a signed request by the name of ccxt's raw method. A refusal is a value; throws CannotTell where no answer came, or one that says "not now". */
  send(method: string, parameters: Parameters, stamp?: Stamp): Promise<Reply>;
  /** As `send`, of a public endpoint, without a signature. */
  sendPublic(method: string, parameters: Parameters): Promise<Reply>;
  /** The answer of a request that a card rests on. Throws CannotTell for a refusal. */
  insist(method: string, parameters: Parameters): Promise<unknown>;
  /** As `insist`, of a public endpoint. */
  read(method: string, parameters: Parameters): Promise<unknown>;
  /** A client order id that nobody has used. */
  newId(): string;
  prices(): Promise<Prices>;
  /** Has the price go there, where somebody can; on a real market it goes where it wants. */
  pushPrice(price: string): Promise<void>;
  /** A price that is FACTOR times another, on the contract's grid. */
  scale(price: string, factor: string): string;
  /** What `look` finds, asked again until it finds something; null when `forMs` (default: `waitMs`) have passed. */
  find<T>(look: () => Promise<T | null>, forMs?: number): Promise<T | null>;
  /** Opens a stream of the account: what it tells, in its order. Throws CannotTell if it does not open. */
  openStream(): Promise<EventLog>;
  /** Whether the account is in hedge mode, where orders have to name their leg. */
  isHedged(): Promise<boolean>;
  /** What there is of the contract, in words; null: neither an order nor a position. */
  describeHoldings(): Promise<string | null>;
  /** Cancels all orders of the contract and closes its position. Throws a sentence that says what is left if that does not come about within `waitMs`. */
  clear(): Promise<void>;
}

/** A list is for the requests that ccxt writes out itself. */
export type Parameters = Readonly<Record<string, string | number | boolean | readonly unknown[]>>;

/** What a stream told, oldest first. */
export interface EventLog {
  /** The parsed messages so far. */
  readonly messages: readonly unknown[];
  close(): void;
}
