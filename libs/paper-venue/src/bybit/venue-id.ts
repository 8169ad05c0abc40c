/**
 * Ids as the venue shows them: UUIDs. The model counts; the count, the kind and the contract are written into the digits, so
 * that an id can be traced back without any list of ids.
 */
import type { OrderPlace, PaperExchange } from '@breakwater/paper';

type IdKind = 'plain' | 'conditional' | 'execution';
const kindDigits = { plain: 'a', conditional: 'b', execution: 'c' } as const satisfies Record<IdKind, string>;

const symbolLists = new WeakMap<PaperExchange, { readonly symbols: readonly string[]; readonly numbers: ReadonlyMap<string, number> }>();

/** The contracts by number, in the order in which they were listed. */
function readSymbols(exchange: PaperExchange): { readonly symbols: readonly string[]; readonly numbers: ReadonlyMap<string, number> } {
  const known = symbolLists.get(exchange);
  if (known?.symbols.length === exchange.markets.size) return known;
  const symbols = [...exchange.markets.keys()];
  const list = { symbols, numbers: new Map(symbols.map((symbol, index) => [symbol, index])) };
  symbolLists.set(exchange, list);
  return list;
}

/** Eight digits that differ much between neighbours, so that ids look as unlike each other as real ones. */
function scatter(first: number, second: number): string {
  const mixed = Math.imul(Math.imul(first ^ 0x9e3779b1, 0x85ebca6b) ^ (second + 0x7f4a7c15), 0xc2b2ae35) >>> 0;
  return ((mixed ^ (mixed >>> 15)) >>> 0).toString(16).padStart(8, '0');
}

/** The id of record `number` of a contract. Twelve digits hold the number, four the contract. */
function renderId(exchange: PaperExchange, kind: IdKind, symbol: string, number: number): string {
  const symbolNumber = readSymbols(exchange).numbers.get(symbol) ?? 0;
  const low = number.toString(16).padStart(12, '0');
  return `${scatter(number, symbolNumber)}-${symbolNumber.toString(16).padStart(4, '0')}-4${kindDigits[kind]}00-8${scatter(symbolNumber, number).slice(0, 3)}-${low}`;
}

/** The id of an order, which it keeps from its first day to its last. */
export function renderOrderId(exchange: PaperExchange, { symbol, conditionalOrderId, orderId }: OrderPlace): string {
  return conditionalOrderId === null ? renderId(exchange, 'plain', symbol, orderId!) : renderId(exchange, 'conditional', symbol, conditionalOrderId);
}

/** The id of an execution. */
export function renderExecutionId(exchange: PaperExchange, symbol: string, tradeId: number): string {
  return renderId(exchange, 'execution', symbol, tradeId);
}

const idPattern = /^[\da-f]{8}-([\da-f]{4})-4([ab])00-8[\da-f]{3}-([\da-f]{12})$/;

/** Where the order of an id stands, `null` if the venue has never given such an id. */
export function parseOrderId(exchange: PaperExchange, id: string): OrderPlace | null {
  const found = idPattern.exec(id);
  if (found === null) return null;
  const symbol = readSymbols(exchange).symbols[Number.parseInt(found[1]!, 16)];
  if (symbol === undefined) return null;
  const number = Number.parseInt(found[3]!, 16);
  const place = found[2] === 'b' ? { symbol, conditionalOrderId: number, orderId: null } : { symbol, conditionalOrderId: null, orderId: number };
  return renderOrderId(exchange, place) === id ? place : null;
}
