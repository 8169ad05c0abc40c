import type pg from 'pg';
import { Big } from 'big.js';
import type { ExchangeId } from '@breakwater/core';
import type { PaperAccount, PaperStop } from '../world/hand.ts';
import { ownId } from './violation.ts';

/** One thing in which books and exchange differ. */
export interface Difference {
  readonly exchange: ExchangeId;
  /** Empty: no symbol in particular. */
  readonly symbol: string;
  readonly said: string;
}

/** A live row as the comparison needs it. */
export interface LiveRow {
  readonly id: string;
  readonly symbol: string;
  readonly status: string;
  readonly side: string;
  readonly quantity: string;
  readonly is_bare: boolean;
  /** Client order ids of its stops that rest, says the books. */
  readonly stops: readonly string[];
}

const live = `
  select p.id, p.symbol, p.status::text, p.side::text, trim_scale(p.quantity)::text as quantity, p.bare_since is not null as is_bare,
         array(select o.client_order_id from "order" o where o.position_id = p.id and o.role = 'stop' and o.status = 'resting') as stops
    from "position" p where p.status <> 'closed' and p.exchange::text = $1`;

/** The live rows of the account at one exchange, from the database. */
export async function readLiveRows(books: pg.Pool, exchange: ExchangeId): Promise<LiveRow[]> {
  return (await books.query<LiveRow>(live, [exchange])).rows;
}

/**
 * Compares the live rows with what their exchange holds: the same positions, of the same side and size, each under exactly one stop
 * of ours that covers it (I4), and no stop of ours without a position. Knows nothing of how the fleet compares them.
 */
export function compareSides(exchange: ExchangeId, rows: readonly LiveRow[], account: Pick<PaperAccount, 'positions' | 'conditionalOrders'>): Difference[] {
  const differences: Difference[] = [];
  const differ = (symbol: string, said: string): void => void differences.push({ exchange, symbol, said });
  for (const row of rows) {
    const held = account.positions.find(({ symbol }) => symbol === row.symbol);
    if (held === undefined) differ(row.symbol, `row ${row.id} is ${row.status}, and the exchange holds nothing`);
    else if (row.status !== 'open') differ(row.symbol, `row ${row.id} is ${row.status}`);
    else if (held.side !== row.side || !new Big(held.quantity).eq(row.quantity)) differ(row.symbol, `the row says ${row.side} ${row.quantity}, the exchange ${held.side} ${held.quantity}`);
    else if (row.is_bare) differ(row.symbol, `row ${row.id} is said to be bare`);
  }
  const own = account.conditionalOrders.filter(({ clientOrderId }) => ownId.test(clientOrderId));
  for (const held of account.positions) {
    const row = rows.find(({ symbol }) => symbol === held.symbol);
    if (row === undefined) differ(held.symbol, `${held.side} ${held.quantity} has no row`);
    const stops = own.filter(({ symbol }) => symbol === held.symbol);
    const [stop] = stops;
    if (stop === undefined || stops.length > 1) differ(held.symbol, `${stops.length} stops of ours rest instead of one`);
    else if (!covers(stop, held)) differ(held.symbol, `the stop ${stop.clientOrderId} (${stop.side} ${stop.quantity}) does not cover ${held.side} ${held.quantity}`);
    else if (row !== undefined && row.stops.join() !== stop.clientOrderId) differ(held.symbol, `${stop.clientOrderId} rests, and the books say ${row.stops.join() || 'none'}`);
  }
  for (const { symbol, clientOrderId } of own) {
    if (!account.positions.some((held) => held.symbol === symbol)) differ(symbol, `the stop ${clientOrderId} rests without a position`);
  }
  return differences;
}

function covers(stop: PaperStop, held: PaperAccount['positions'][number]): boolean {
  if (stop.type !== 'STOP_MARKET' || stop.side !== (held.side === 'long' ? 'SELL' : 'BUY')) return false;
  return stop.closePosition || (stop.reduceOnly && stop.quantity !== null && new Big(stop.quantity).eq(held.quantity));
}
