import { type Account, type AccountOpening, createAccount } from './account.ts';
import type { AgendaItem } from './agenda.ts';
import type { Book } from './book.ts';
import type { Activity, Candle } from './candles.ts';
import type { Clock } from './clock.ts';
import type { Observer } from './events.ts';
import type { Execution } from './fill.ts';
import { type Journal, type JournalValue, appendEntry, createJournal } from './journal.ts';
import type { Market, Price, PriceChange } from './market.ts';
import { type Random, createRandom } from './random.ts';
import type { VenueRules } from './rules.ts';

/**
 * One venue: its markets, prices and accounts. All state is here, as plain data, and every function of this library
 * takes it as the first argument. Time and chance are handed in, so the same requests give the same world.
 */
export interface PaperExchange {
  readonly clock: Clock;
  readonly rules: VenueRules;
  readonly random: Random;
  readonly journal: Journal;
  readonly markets: Map<string, Market>;
  readonly prices: Map<string, Price>;
  /** By account name. */
  readonly accounts: Map<string, Account>;
  /** Next id by list and, where it counts per symbol, symbol. */
  readonly sequences: Map<string, number>;
  /** How the next market order of a symbol is cut into executions. */
  readonly fillScripts: Map<string, Execution[]>;
  /** What stands in the order book; a symbol without one has no end. */
  readonly books: Map<string, Book>;
  /** One-minute candles by symbol, oldest first. */
  readonly candles: Map<string, Candle[]>;
  /** Volume and open interest by symbol, where they differ from what the market suggests. */
  readonly activities: Map<string, Activity>;
  /** What is to happen later. */
  agenda: AgendaItem[];
  /** Markets that stand still, with the newest price that they were to have meanwhile. No part of the state that is saved. */
  readonly halts: Map<string, PriceChange>;
  /** Whether the insurance fund has just been used up, whatever the rules say of it. No part of the state that is saved. */
  isFundExhausted: boolean;
  /** Whether the text of each record is made as soon as it is written, so that no snapshot has to make many at once. */
  encodesEarly: boolean;
  /** Who hears of what becomes of the accounts, such as user streams. No part of the state that is saved. */
  readonly observers: Set<Observer>;
  /** Grows with every change of state: what is to be saved or cached looks here. */
  changeCount: number;
}

export interface ExchangeSetup {
  readonly clock: Clock;
  readonly seed: number;
  readonly rules: VenueRules;
  readonly markets: readonly Market[];
}

/** An exchange with open markets at their first prices and no accounts. */
export function createExchange(setup: ExchangeSetup): PaperExchange {
  const updatedAtMs = setup.clock.nowMs();
  return {
    clock: setup.clock,
    rules: setup.rules,
    random: createRandom(setup.seed),
    journal: createJournal(setup.rules.journalLimit),
    markets: new Map(setup.markets.map((market) => [market.symbol, market])),
    prices: new Map(
      setup.markets.map(({ symbol, firstPrice }) => [symbol, { last: firstPrice, mark: firstPrice, updatedAtMs }]),
    ),
    accounts: new Map(),
    sequences: new Map(),
    fillScripts: new Map(),
    books: new Map(),
    candles: new Map(),
    activities: new Map(),
    agenda: [],
    halts: new Map(),
    isFundExhausted: false,
    encodesEarly: false,
    observers: new Set(),
    changeCount: 0,
  };
}

/** Opens an account. Throws if the name or the API key is taken: that is a mistake of the set-up, not of a client. */
export function openAccount(exchange: PaperExchange, opening: AccountOpening): Account {
  for (const { name, apiKey } of exchange.accounts.values()) {
    if (name === opening.name) throw new Error(`An account named ${name} exists already`);
    if (apiKey === opening.apiKey) throw new Error(`The API key of ${opening.name} belongs to ${name}`);
  }
  const assets = new Set([...exchange.markets.values()].map((market) => market.marginAsset));
  const account = createAccount(opening, assets);
  exchange.accounts.set(account.name, account);
  recordChange(exchange, 'account-opened', account, null, { isHedged: account.isHedged });
  return account;
}

/** The market of `symbol`. Throws if there is none: callers have checked the symbol before. */
export function findMarket(exchange: PaperExchange, symbol: string): Market {
  const market = exchange.markets.get(symbol);
  if (market === undefined) throw new Error(`No market ${symbol}`);
  return market;
}

/** The prices of `symbol`. Throws if there is no such market. */
export function readPrice(exchange: PaperExchange, symbol: string): Price {
  const price = exchange.prices.get(symbol);
  if (price === undefined) throw new Error(`No price of ${symbol}`);
  return price;
}

/**
 * The next id of a list. Orders and trades count per symbol, conditional orders for the whole venue (they are looked up
 * without their symbol), and all of them from the same number: so code that takes an id for unique without its symbol
 * and its list meets a collision at once. Source: docs, Binance USD-M, "New Order": orderId; "Query Algo Order": algoId.
 */
export function takeNextId(exchange: PaperExchange, list: 'order' | 'conditional-order' | 'trade', symbol: string): number {
  const key = list === 'conditional-order' ? list : `${list} ${symbol}`;
  const id = exchange.sequences.get(key) ?? exchange.rules.firstId;
  exchange.sequences.set(key, id + 1);
  return id;
}

/** Notes a change of state in the journal. Every change passes here, whoever caused it. */
export function recordChange(
  exchange: PaperExchange,
  kind: string,
  account: Account | null,
  symbol: string | null,
  detail: Record<string, JournalValue>,
): void {
  const timeMs = exchange.clock.nowMs();
  exchange.changeCount += 1;
  appendEntry(exchange.journal, { timeMs, kind, account: account?.name ?? null, symbol, detail });
}
