import { type BookedKey, countUnplaced, type Execution, type FillReport, isTerminal, type LostSight, type OrderReport, ownOrderRole, type Reading, type Sight, type SymbolKey, type Unreadable } from '@breakwater/core';
import type { Exchange } from '../exchange-port.ts';
import { readMarket } from '../find-market.ts';
import type { RecoveryBooks } from './recovery-books.ts';

/** How many orders are looked up at once. */
const LOOKUPS_AT_ONCE = 8;

/** What was executed on one key since the recovery's first instant, and by whose orders, beside what the books have of it. */
export interface LostHistory {
  /** Reads what has come since the last time; what is final is asked for once. Unreadable if any part of it is. */
  read(): Promise<Unreadable | null>;
  /** Puts what was read together with a sight of the key, and with what the books have by now. */
  compare(sight: Sight): Promise<LostSight>;
  /**
   * Whether executions of ours fit no position that could be told, for less than `patienceMs`: whatever is listed late is there by then, and what
   * began before the recovery's first instant never will be.
   */
  isIncomplete(lost: LostSight, nowMs: number, patienceMs: number): boolean;
  /** Whether the books have an execution by now that was not listed when the history was read: then more may have been kept back. */
  isOutdated(): Promise<boolean>;
}

/** Opens the history of one key. It outlives attempts at the key, so that one with many orders is not read anew each time. */
export function openLostHistory(exchange: Exchange, books: RecoveryBooks, key: SymbolKey, sinceMs: number): LostHistory {
  const orders = new Map<string, OrderReport>();
  const stops = new Map<string, OrderReport>();
  /** By trade id: what was listed once was executed, however empty a later list is. */
  const fills = new Map<string, FillReport>();
  let unplacedSinceMs: number | null = null;

  async function lookUp(found: ReadonlyMap<string, OrderReport>, ids: readonly string[], ask: (id: string) => ReturnType<Exchange['findByExchangeOrderId']>, keep: (id: string, report: OrderReport) => void): Promise<Unreadable | null> {
    const open = ids.filter((id) => !isTerminal(found.get(id)?.status ?? 'planned'));
    for (let i = 0; i < open.length; i += LOOKUPS_AT_ONCE) {
      const some = open.slice(i, i + LOOKUPS_AT_ONCE);
      const lookups = await Promise.all(some.map(ask));
      const unreadable = lookups.find((lookup) => lookup.type === 'unreadable');
      if (unreadable !== undefined) return unreadable;
      lookups.forEach((lookup, index) => lookup.type === 'found' && keep(some[index]!, lookup.report));
    }
    return null;
  }

  return {
    async read() {
      // Loaded again where it is not among the loaded ones: the list may have come short.
      const listed = await readMarket(exchange, key.symbol);
      if (listed.type === 'unreadable') return listed;
      const read = await exchange.readExecutions(key.symbol, sinceMs);
      if (read.type === 'unreadable') return read;
      for (const fill of read.value) fills.set(fill.tradeId, fill);
      const { trades } = await books.readBookedKey(key, sinceMs, []);
      // What is booked as ours is not in question, nor is a stranger's order that bears an id of others. One without a name may only not have been found yet.
      const asked = [...fills.values()].filter(({ tradeId }) => {
        const known = trades.get(tradeId);
        return known === undefined || (!known.isOwn && (known.clientOrderId === '' || ownOrderRole(known.clientOrderId) !== null));
      });
      const ids = [...new Set(asked.map(({ exchangeOrderId }) => exchangeOrderId))];
      const unreadable = await lookUp(orders, ids, (id) => exchange.findByExchangeOrderId(key.symbol, 'plain', id), (id, report) => orders.set(id, report));
      if (unreadable !== null) return unreadable;
      const stopIds = [...new Set(ids.map((id) => orders.get(id)?.clientOrderId ?? '').filter((id) => ownOrderRole(id) === 'stop'))];
      return lookUp(stops, stopIds, (id) => exchange.findByClientOrderId(key.symbol, 'conditional', id), (id, report) => stops.set(id, report));
    },
    async compare(sight) {
      const executions: readonly Execution[] = [...fills.values()].toSorted((a, b) => a.atMs - b.atMs).map((fill) => ({ fill, order: orders.get(fill.exchangeOrderId) ?? null }));
      const named = [...orders.values(), ...sight.view.orders].map(({ clientOrderId }) => clientOrderId).filter((id) => ownOrderRole(id) !== null);
      const booked: BookedKey = await books.readBookedKey(key, sinceMs, [...new Set(named)]);
      return { sight: { ...sight, executions }, booked, stops };
    },
    isIncomplete(lost, nowMs, patienceMs) {
      unplacedSinceMs = countUnplaced(lost) === 0 ? null : (unplacedSinceMs ?? nowMs);
      return unplacedSinceMs !== null && nowMs - unplacedSinceMs < patienceMs;
    },
    async isOutdated() {
      const { trades } = await books.readBookedKey(key, sinceMs, []);
      return [...trades.keys()].some((tradeId) => !fills.has(tradeId));
    },
  };
}

/** Whether anything was executed on a key that the books do not have as ours. */
export async function hasLost(exchange: Exchange, books: RecoveryBooks, key: SymbolKey, sinceMs: number): Promise<Reading<boolean>> {
  const read = await exchange.readExecutions(key.symbol, sinceMs);
  if (read.type === 'unreadable' || read.value.length === 0) return read.type === 'unreadable' ? read : { ...read, value: false };
  const { trades } = await books.readBookedKey(key, sinceMs, []);
  return { ...read, value: read.value.some(({ tradeId }) => trades.get(tradeId)?.isOwn !== true) };
}

/** Whether a key's executions hold the entry with this client id. */
export function hasExecuted({ sight, booked }: LostSight, clientOrderId: string): boolean {
  return (sight.executions ?? []).some((execution) => execution.order?.clientOrderId === clientOrderId) || booked.named.has(clientOrderId);
}

