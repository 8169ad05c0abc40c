import { type Decimal, zero } from './decimal.ts';
import type { Fill } from './fill.ts';
import type { ConditionalOrder, Order } from './order.ts';
import type { Leg, Position } from './position.ts';
import type { PositionLife } from './position-life.ts';
import type { Timeline } from './timeline.ts';

/**
 * Everything that one account has and ever did with one symbol. An account may have thousands of ledgers that hold nothing
 * of a kind: these share what is empty, and only ledger.ts writes, which knows that.
 */
export interface Ledger {
  readonly symbol: string;
  readonly positions: Map<Leg, Timeline<Position>>;
  readonly orders: Map<number, Timeline<Order>>;
  conditionalOrders: ReadonlyMap<number, Timeline<ConditionalOrder>>;
  fills: readonly Fill[];
  /** Ids of the orders that rest, so that a price change need not look at the history. */
  openOrderIds: ReadonlySet<number>;
  openConditionalOrderIds: ReadonlySet<number>;
  /** The order with a client order id; several, oldest first, where it was used again: the venue allows it once an order has ended. */
  readonly orderIdsByClientOrderId: Map<string, number | number[]>;
}

export interface ConditionalOrderPlace {
  readonly symbol: string;
  readonly conditionalOrderId: number;
}

/** An order that was accepted although it could make a position larger. */
export interface AcceptedEntry {
  readonly symbol: string;
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly timeMs: number;
}

/** What an order added to a position although it was no entry: it met a position to close, or a trigger had sent it. */
export interface UnintendedIncrease extends AcceptedEntry {
  readonly quantity: Decimal;
}

export type MarginType = 'cross' | 'isolated';

export interface Account {
  readonly name: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Hedge mode: each symbol has a long and a short leg. Otherwise one net position. */
  isHedged: boolean;
  /** Symbols whose mode was set on their own, where the venue allows that. */
  readonly hedgedSymbols: Map<string, boolean>;
  /** Client order ids that can never be used again, where the venue is so strict. */
  readonly burntClientOrderIds: Set<string>;
  /** Wallet balance by asset. */
  readonly wallets: Map<string, Decimal>;
  readonly leverages: Map<string, number>;
  readonly marginTypes: Map<string, MarginType>;
  readonly ledgers: Map<string, Ledger>;
  /** Conditional orders by client order id, oldest first; on Binance this namespace spans the symbols. */
  readonly conditionalOrdersByClientOrderId: Map<string, ConditionalOrderPlace[]>;
  readonly lives: PositionLife[];
  readonly acceptedEntries: AcceptedEntry[];
  readonly unintendedIncreases: UnintendedIncrease[];
}

/** What opening an account needs. `balance` is money of each margin asset. */
export interface AccountOpening {
  readonly name: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly balance: Decimal;
  readonly isHedged: boolean;
}

/** A fresh account with the same balance of every margin asset. */
export function createAccount(opening: AccountOpening, marginAssets: Iterable<string>): Account {
  return {
    name: opening.name,
    apiKey: opening.apiKey,
    apiSecret: opening.apiSecret,
    isHedged: opening.isHedged,
    hedgedSymbols: new Map(),
    burntClientOrderIds: new Set(),
    wallets: new Map([...marginAssets].map((asset) => [asset, opening.balance])),
    leverages: new Map(),
    marginTypes: new Map(),
    ledgers: new Map(),
    conditionalOrdersByClientOrderId: new Map(),
    lives: [],
    acceptedEntries: [],
    unintendedIncreases: [],
  };
}

/** What ledgers without such orders share. Never written. */
export const noConditionalOrders: Ledger['conditionalOrders'] = new Map();
export const noIds: ReadonlySet<number> = new Set();
export const noFills: readonly Fill[] = [];

/** The account's ledger of `symbol`, made on first use. */
export function openLedger(account: Account, symbol: string): Ledger {
  const known = account.ledgers.get(symbol);
  if (known !== undefined) return known;
  const ledger: Ledger = {
    symbol,
    positions: new Map(),
    orders: new Map(),
    conditionalOrders: noConditionalOrders,
    fills: noFills,
    openOrderIds: noIds,
    openConditionalOrderIds: noIds,
    orderIdsByClientOrderId: new Map(),
  };
  account.ledgers.set(symbol, ledger);
  return ledger;
}

/** Whether the account holds `symbol` in hedge mode. */
export function isHedgedOn(account: Account, symbol: string): boolean {
  return account.hedgedSymbols.get(symbol) ?? account.isHedged;
}

/** The wallet balance of `asset`, zero if the account has none. */
export function readWallet(account: Account, asset: string): Decimal {
  return account.wallets.get(asset) ?? zero;
}
