import { type Execution, isLive, isTerminal, lifeOf, type OrderReport, type Sight, type Unreadable } from '@breakwater/core';
import type { Ports } from './ports.ts';

/** How many orders are looked up at once: a busy account has many, and the claim lasts only so long. */
const LOOKUPS_AT_ONCE = 8;

/** What was executed on one key, and by which orders. */
export interface ExecutionHistory {
  /**
   * The executions since an instant, exchange time, each with the order that it belongs to, so far as a decision can need it: all on
   * a leg that has a row; on a leg without one only those that built the position, however much was traded before. Unreadable if any
   * part of it is.
   */
  read(ports: Pick<Ports, 'exchange' | 'bounds'>, sight: Sight, sinceMs: number): Promise<readonly Execution[] | Unreadable>;
}

/**
 * Opens the history of one key for the length of one job. What was executed stays so: a look that is repeated, because the one before
 * took longer than a look stays true, asks only for what has come since. So a position of any age is judged (I12).
 */
export function openExecutionHistory(): ExecutionHistory {
  const kept = new Map<string, Execution>();
  const final = new Map<string, OrderReport>();
  let keptFor: { readonly sinceMs: number; readonly untilMs: number } | null = null;

  async function readFills(ports: Pick<Ports, 'exchange' | 'bounds'>, sight: Sight, sinceMs: number): Promise<Unreadable | null> {
    const exchange = ports.exchange(sight.key);
    const beganAtMs = exchange.nowMs();
    // An execution may be listed as late as an order may be found.
    const isKept = keptFor !== null && keptFor.sinceMs <= sinceMs;
    const fromMs = isKept ? Math.max(sinceMs, keptFor!.untilMs - ports.bounds.notFindableMs) : sinceMs;
    const fills = await exchange.readExecutions(sight.key.symbol, fromMs);
    if (fills.type === 'unreadable') return fills;
    for (const fill of fills.value) kept.set(fill.tradeId, { fill, order: null });
    keptFor = { sinceMs: isKept ? keptFor!.sinceMs : sinceMs, untilMs: beganAtMs };
    return null;
  }

  /** An order that is final stays as it was found; any other is looked up anew. */
  async function findOrders(ports: Pick<Ports, 'exchange' | 'bounds'>, sight: Sight, ids: readonly string[]): Promise<ReadonlyMap<string, OrderReport> | Unreadable> {
    const exchange = ports.exchange(sight.key);
    const orders = new Map(final);
    const open = ids.filter((id) => !final.has(id));
    for (let i = 0; i < open.length; i += LOOKUPS_AT_ONCE) {
      const some = open.slice(i, i + LOOKUPS_AT_ONCE);
      const lookups = await Promise.all(some.map((id) => exchange.findByExchangeOrderId(sight.key.symbol, 'plain', id)));
      const unreadable = lookups.find((lookup) => lookup.type === 'unreadable');
      if (unreadable !== undefined) return unreadable;
      lookups.forEach((lookup, index) => {
        if (lookup.type !== 'found') return;
        orders.set(some[index]!, lookup.report);
        if (isTerminal(lookup.report.status)) final.set(some[index]!, lookup.report);
      });
    }
    return orders;
  }

  return {
    async read(ports, sight, sinceMs) {
      const unreadable = await readFills(ports, sight, sinceMs);
      if (unreadable !== null) return unreadable;
      const executions = [...kept.values()].filter(({ fill }) => fill.atMs >= sinceMs).sort((a, b) => a.fill.atMs - b.fill.atMs);
      const orders = await findOrders(ports, sight, [...new Set(relevant(sight, executions).map(({ fill }) => fill.exchangeOrderId))]);
      if ('cause' in orders) return orders;
      return executions.map(({ fill }) => ({ fill, order: orders.get(fill.exchangeOrderId) ?? null }));
    },
  };
}

function relevant(sight: Sight, executions: readonly Execution[]): readonly Execution[] {
  const rowLegs = new Set(sight.records.positions.filter((position) => isLive(position.status)).map((position) => position.leg));
  return sight.view.positions.flatMap((report) =>
    rowLegs.has(report.leg) ? executions.filter(({ fill }) => fill.leg === report.leg) : (lifeOf(report, executions) ?? executions.filter(({ fill }) => fill.leg === report.leg)),
  );
}
