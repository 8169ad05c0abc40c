import type pg from 'pg';
import type { ExchangeId } from '@breakwater/core';
import { positionsMax } from '../world/configuration.ts';
import type { Violation } from './violation.ts';

/** Promises that hold at every instant, looked at again and again while the chaos lasts. */
export interface BooksWatch {
  readonly violations: readonly Violation[];
  /** How often the database answered. */
  looks(): number;
  stop(): Promise<void>;
}

const everyMs = 100;

const duplicates = `
  select exchange::text, symbol, leg::text, count(*)::int as rows from "position" where status <> 'closed'
   group by exchange, account, symbol, leg having count(*) > 1`;
const slots = `select exchange::text, count(*)::int as taken from "position" where status <> 'closed' and origin = 'signal' group by exchange, account`;

/** Watches the database for keys with two live rows (I1) and for more positions of signals than an account may hold (I10). */
export function watchBooks(books: pg.Pool): BooksWatch {
  const found = new Map<string, Violation>();
  let looks = 0;
  let isStopping = false;
  const look = async (): Promise<void> => {
    const doubled = await books.query<{ exchange: ExchangeId; symbol: string; leg: string; rows: number }>({ name: 'chaos_duplicates', text: duplicates });
    for (const { exchange, symbol, leg, rows } of doubled.rows) found.set(`I1 ${exchange} ${symbol} ${leg}`, { promise: 'I1', exchange, symbol, said: `${symbol} ${leg} has ${rows} live rows` });
    const counted = await books.query<{ exchange: ExchangeId; taken: number }>({ name: 'chaos_slots', text: slots });
    for (const { exchange, taken } of counted.rows) if (taken > positionsMax) found.set(`I10 ${exchange}`, { promise: 'I10', exchange, symbol: null, said: `signals hold ${taken} live positions where ${positionsMax} are allowed` });
    looks += 1;
  };
  const running = (async () => {
    while (!isStopping) {
      await look().catch(() => {}); // PostgreSQL is away; the next look comes soon
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  })();
  return {
    get violations() {
      return [...found.values()];
    },
    looks: () => looks,
    stop: async () => {
      isStopping = true;
      await running;
    },
  };
}
