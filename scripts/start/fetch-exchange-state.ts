import { EXCHANGES, type ExchangeId } from '@breakwater/core';
import type { ExchangeState } from './exchange-state.ts';

/** GET /admin/state of the paper exchange, as far as the summary reads it: open positions, waiting conditional orders, quantities without a sign. */
interface AdminState {
  accounts: {
    name: string;
    positions: { symbol: string; leg: string; side: 'long' | 'short'; quantity: string }[];
    conditionalOrders: { symbol: string; leg: string; side: string; type: string; quantity: string | null; closePosition: boolean; reduceOnly: boolean }[];
    /** One for each life of a position, from open to flat. */
    bare: { bareMs: number }[];
  }[];
  requests: { total: number };
}

/** GET /admin/judge of the paper exchange, as far as the summary reads it. */
interface AdminVerdict {
  total: { duplicateExecutions: number; unintendedIncreases: number };
}

const timeoutMs = 10_000;

/** Asks the paper exchange at URL what its venues hold. Throws when it does not answer within 10 s, or with another status than 200. */
export async function fetchExchangeState(url: string): Promise<ExchangeState> {
  const [{ total }, ...states] = await Promise.all([ask<AdminVerdict>(url, 'judge'), ...EXCHANGES.map((exchange) => askVenue(url, exchange))]);
  return {
    positions: states.flatMap(({ positions }) => positions),
    stops: states.flatMap(({ stops }) => stops),
    bareMs: states.flatMap(({ bareMs }) => bareMs),
    calls: states[0]?.calls ?? 0, // each venue tells the requests of all
    duplicateExecutions: total.duplicateExecutions,
    unintendedIncreases: total.unintendedIncreases,
  };
}

async function askVenue(url: string, exchange: ExchangeId): Promise<Pick<ExchangeState, 'positions' | 'stops' | 'bareMs' | 'calls'>> {
  const { accounts, requests } = await ask<AdminState>(url, `state?venue=${exchange}`);
  return {
    positions: accounts.flatMap(({ name, positions }) => positions.map((position) => ({ ...position, exchange, account: name }))),
    stops: accounts.flatMap(({ name, conditionalOrders }) =>
      conditionalOrders.map((order) => ({ ...order, exchange, account: name, side: order.side.toLowerCase(), type: order.type.toLowerCase() })),
    ),
    bareMs: accounts.flatMap(({ bare }) => bare.map(({ bareMs }) => bareMs)),
    calls: requests.total,
  };
}

async function ask<Answer>(url: string, path: string): Promise<Answer> {
  const response = await fetch(new URL(`/admin/${path}`, url), { signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`the paper exchange answered /admin/${path} with ${response.status}`);
  return (await response.json()) as Answer;
}
