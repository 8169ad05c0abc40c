import type { Account, Ledger } from './account.ts';
import type { AgendaItem } from './agenda.ts';
import { decodeState, encodeState, encodeValue, encodeValues } from './encode-state.ts';
import type { PaperExchange } from './exchange.ts';
import type { PositionLife } from './position-life.ts';
import type { Timeline } from './timeline.ts';

/** Named texts as one object. */
function joinFields(fields: Readonly<Record<string, string>>): string {
  return `{${Object.entries(fields).map(([name, text]) => `"${name}":${text}`).join(',')}}`;
}

/** A map of values. */
function encodeMap<T>(map: ReadonlyMap<string | number, T>, encode: (value: T) => string): string {
  let text = '';
  for (const [key, value] of map) text += `${text === '' ? '' : ','}[${JSON.stringify(key)},${encode(value)}]`;
  return `{"$map":[${text}]}`;
}

const encodeTimeline = <T extends object>({ versions }: Timeline<T>): string => `{"versions":${encodeValues(versions)}}`;
/** A life that is over does not change any more. */
const encodeLife = (life: PositionLife): string => (life.closedAtMs === null ? encodeState(life) : encodeValue(life));

function encodeLedger(ledger: Ledger): string {
  const { positions, orders, conditionalOrders, fills, ...rest } = ledger;
  return joinFields({
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, encodeState(value)])),
    positions: encodeMap(positions, encodeTimeline),
    orders: encodeMap(orders, encodeTimeline),
    conditionalOrders: encodeMap(conditionalOrders, encodeTimeline),
    fills: encodeValues(fills),
  });
}

function* encodeAccount(account: Account): Generator<string> {
  const { ledgers, lives, acceptedEntries, unintendedIncreases, conditionalOrdersByClientOrderId, ...rest } = account;
  yield joinFields({
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, encodeState(value)])),
    lives: `[${lives.map(encodeLife).join(',')}]`,
    acceptedEntries: encodeValues(acceptedEntries),
    unintendedIncreases: encodeValues(unintendedIncreases),
    conditionalOrdersByClientOrderId: encodeMap(conditionalOrdersByClientOrderId, encodeValues),
  }).slice(0, -1);
  yield ',"ledgers":{"$map":[';
  let isFirst = true;
  for (const [symbol, ledger] of ledgers) {
    yield `${isFirst ? '' : ','}[${JSON.stringify(symbol)},${encodeLedger(ledger)}]`;
    isFirst = false;
  }
  yield ']}}';
}

/**
 * The whole state of one moment as texts that belong together in this order. They are many and small, so that whoever
 * writes them down can do so bit by bit while the exchange goes on.
 */
export function encodeSnapshotPieces(exchange: PaperExchange): string[] {
  const { markets, prices, accounts, sequences, fillScripts, books, candles, activities, agenda, random, journal } = exchange;
  const pieces = [
    joinFields({
      markets: encodeMap(markets, encodeValue),
      prices: encodeMap(prices, encodeValue),
      candles: encodeMap(candles, encodeValues),
      ...Object.fromEntries(Object.entries({ sequences, fillScripts, books, activities, agenda, random, nextJournalIndex: journal.nextIndex }).map(([name, value]) => [name, encodeState(value)])),
    }).slice(0, -1),
    ',"accounts":{"$map":[',
  ];
  for (const [name, account] of accounts) {
    pieces.push(`${pieces.length === 2 ? '' : ','}[${JSON.stringify(name)},`, ...encodeAccount(account), ']');
  }
  pieces.push(']}}');
  return pieces;
}

/** Text of the whole state. Restoring it gives an exchange that goes on as if nothing had happened. */
export function encodeSnapshot(exchange: PaperExchange): string {
  return encodeSnapshotPieces(exchange).join('');
}

/**
 * Puts a saved state into a fresh exchange, replacing all that it has. The journal starts empty, but its indexes go on.
 * Throws if the text is not a snapshot.
 */
export function restoreSnapshot(exchange: PaperExchange, text: string): void {
  const state = JSON.parse(text, decodeState) as Record<string, unknown>;
  for (const name of ['markets', 'prices', 'accounts', 'sequences', 'fillScripts', 'books', 'candles', 'activities'] as const) {
    const saved = state[name];
    if (!(saved instanceof Map)) throw new Error(`Not a snapshot of a paper exchange: ${name} is missing`);
    const present = exchange[name] as Map<unknown, unknown>;
    const fresh = new Map(present);
    present.clear();
    // A market that was saved before it had all that it has now keeps the rest of the fresh one.
    for (const [key, value] of saved) present.set(key, name === 'markets' && fresh.has(key) ? { ...(fresh.get(key) as object), ...value } : value);
  }
  exchange.agenda = state.agenda as AgendaItem[];
  exchange.random.state = (state.random as { state: number }).state;
  exchange.journal.nextIndex = state.nextJournalIndex as number;
}
