import { type Account, Decimal, type PaperExchange } from '@breakwater/paper';
import type { Arrival } from '../world/arrival.ts';

/** The exchange as it stands in one place; what arrived with the last move only, because that is what is judged. */
export interface VenueState {
  readonly exchange: PaperExchange;
  readonly account: Account;
  readonly arrivals: Arrival[];
}

/** The same exchange once more, so that what happens to one of them leaves the other as it was. */
export function copyVenue({ exchange, account }: VenueState): VenueState {
  const copied = copyState(account);
  return {
    exchange: {
      ...exchange,
      random: { ...exchange.random },
      journal: { ...exchange.journal, entries: [] },
      prices: new Map(exchange.prices),
      sequences: new Map(exchange.sequences),
      fillScripts: copyState(exchange.fillScripts),
      candles: copyState(exchange.candles),
      activities: copyState(exchange.activities),
      agenda: [...exchange.agenda],
      accounts: new Map([[copied.name, copied]]),
    },
    account: copied,
    arrivals: [],
  };
}

/** A deep copy of plain data. Exact numbers are values. */
function copyState<T>(state: T): T {
  if (typeof state !== 'object' || state === null || state instanceof Decimal) return state;
  if (Array.isArray(state)) return state.map(copyState) as T;
  if (state instanceof Map) return new Map([...state].map(([key, value]) => [key, copyState(value)])) as T;
  if (state instanceof Set) return new Set(state) as T;
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [name, copyState(value)])) as T;
}

/** What of the exchange can still matter to anybody, as text. The past of a record is only for reads that lag, which nobody here makes. */
export function venueText({ exchange, account }: VenueState): string {
  const { name: _name, apiKey: _key, apiSecret: _secret, ledgers, lives, ...rest } = account;
  const standing = [...ledgers].map(([symbol, ledger]) => ({
    ...ledger,
    symbol,
    positions: newest(ledger.positions),
    orders: newest(ledger.orders),
    conditionalOrders: newest(ledger.conditionalOrders),
  }));
  const running = lives.map(({ bareIntervals: _past, ...life }) => life);
  return JSON.stringify({ rest, standing, running, sequences: exchange.sequences, agenda: exchange.agenda, prices: exchange.prices }, inWords);
}

function newest(records: ReadonlyMap<unknown, { readonly versions: readonly { readonly value: unknown }[] }>): unknown[] {
  return [...records].map(([key, { versions }]) => [key, versions.at(-1)?.value]);
}

function inWords(_: string, value: unknown): unknown {
  if (value instanceof Decimal) return value.toFixed();
  if (value instanceof Map) return [...value];
  return value instanceof Set ? [...value].sort() : value;
}
