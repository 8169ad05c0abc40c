import { exchangeIdsOf, type KeyRecords, type OrderLookup, type OrderRecord } from '@breakwater/core';
import type { Exchange } from './ports.ts';

/** The stamps of an order and of its executions may differ by so much, and so may two clocks. */
const MARGIN_MS = 60_000;

/** What the executions of a key say of an order that no look-up finds. */
export type Absence =
  /** One of them is of this very order. */
  | { readonly type: 'executed'; readonly lookup: Extract<OrderLookup, { type: 'found' }> }
  /** Some may be: of no order that the books know, and the exchange does not tell whose. */
  | { readonly type: 'unexplained' }
  | { readonly type: 'explained' };

/**
 * Looks for an order of ours among what was executed since it was intended, before its absence is taken for final: a venue whose
 * orders cannot be found may list their executions (I6). `untilMs`, on the exchange's clock: what was executed after it cannot be this order's.
 */
export async function findAmongExecutions(exchange: Exchange, records: KeyRecords, order: OrderRecord, untilMs: number): Promise<Absence> {
  const { symbol } = records.key;
  const fills = await exchange.readExecutions(symbol, Math.max(0, order.createdAtMs - MARGIN_MS));
  if (fills.type === 'unreadable') return { type: 'unexplained' };
  const known = new Set(records.orders.flatMap(exchangeIdsOf));
  const ids = new Set(fills.value.filter((fill) => fill.side === order.side && fill.atMs <= untilMs + MARGIN_MS && !known.has(fill.exchangeOrderId)).map((fill) => fill.exchangeOrderId));
  let isExplained = true;
  for (const id of ids) {
    const lookup = await exchange.findByExchangeOrderId(symbol, 'plain', id);
    if (lookup.type !== 'found') isExplained = false;
    // A stop's own report is that of the list it was placed in; that its child executed says only that it stood.
    else if (lookup.report.clientOrderId === order.clientOrderId) return order.list === 'plain' ? { type: 'executed', lookup } : { type: 'unexplained' };
  }
  return { type: isExplained ? 'explained' : 'unexplained' };
}
