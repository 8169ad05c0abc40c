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

const exchange = 'binance';
const timeoutMs = 10_000;

/** Asks the paper exchange at URL what it holds. Throws when it does not answer within 10 s, or with another status than 200. */
export async function fetchExchangeState(url: string): Promise<ExchangeState> {
  const response = await fetch(new URL('/admin/state', url), { signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`the paper exchange answered /admin/state with ${response.status}`);
  const { accounts, requests } = (await response.json()) as AdminState;
  return {
    positions: accounts.flatMap(({ name, positions }) => positions.map((position) => ({ ...position, exchange, account: name }))),
    stops: accounts.flatMap(({ name, conditionalOrders }) =>
      conditionalOrders.map((order) => ({ ...order, exchange, account: name, side: order.side.toLowerCase(), type: order.type.toLowerCase() })),
    ),
    bareMs: accounts.flatMap(({ bare }) => bare.map(({ bareMs }) => bareMs)),
    calls: requests.total,
  };
}
