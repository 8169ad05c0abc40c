import type { ExchangeId } from '@breakwater/core';

/** What the paper exchange tells of the account at one of its venues: the judge's side of the world. */
export interface PaperState {
  readonly nowMs: number;
  readonly accounts: readonly [PaperAccount, ...PaperAccount[]];
  readonly prices: Readonly<Record<string, { readonly last: string; readonly mark: string }>>;
}

export interface PaperAccount {
  readonly positions: readonly { readonly symbol: string; readonly side: 'long' | 'short'; readonly quantity: string; readonly entryPrice: string }[];
  readonly conditionalOrders: readonly PaperStop[];
  readonly fills: readonly { readonly symbol: string; readonly tradeId: number; readonly clientOrderId: string; readonly quantity: string; readonly time: number }[];
  readonly bare: readonly {
    readonly symbol: string;
    readonly bareSince: number | null;
    readonly intervals: readonly { readonly from: number; readonly to: number }[];
  }[];
  readonly acceptedEntries: readonly { readonly symbol: string; readonly clientOrderId: string; readonly orderId: number; readonly time: number }[];
  readonly unintendedIncreases: readonly { readonly symbol: string; readonly clientOrderId: string; readonly quantity: string; readonly time: number }[];
  readonly duplicateExecutions: readonly { readonly symbol: string; readonly clientOrderId: string; readonly orderIds: readonly number[] }[];
}

export interface PaperStop {
  readonly symbol: string;
  readonly clientOrderId: string;
  readonly side: string;
  readonly type: string;
  readonly quantity: string | null;
  readonly closePosition: boolean;
  readonly reduceOnly: boolean;
  readonly triggerPrice: string;
}

/** A line of the journal of one venue. */
export interface JournalEntry {
  readonly index: number;
  readonly timeMs: number;
  readonly kind: string;
  readonly symbol: string | null;
  readonly detail: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
}

/** The world's hand at the paper exchange: its admin API, over a connection that nothing disturbs. */
export interface Hand {
  /** Throws the exchange's own words on a refusal. */
  act<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  /** As `act`, where a refusal only means that there was nothing to do it to. Returns whether it was done. */
  tryTo(method: string, path: string, body?: unknown): Promise<boolean>;
  state(exchange: ExchangeId): Promise<PaperState>;
  journal(exchange: ExchangeId, sinceIndex: number): Promise<readonly JournalEntry[]>;
}

const timeoutMs = 10_000;

/** Opens the admin API of the paper exchange at URL. */
export function openHand(url: string): Hand {
  const ask = async (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(new URL(`/admin/${path}`, url), { method, signal: AbortSignal.timeout(timeoutMs), ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const act = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await ask(method, path, body);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  return {
    act,
    tryTo: async (method, path, body) => {
      const response = await ask(method, path, body);
      const text = await response.text();
      if (!response.ok && ![404, 409].includes(response.status)) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return response.ok;
    },
    state: (exchange) => act('GET', `state?venue=${exchange}`),
    journal: (exchange, sinceIndex) => act('GET', `journal?venue=${exchange}&since=${sinceIndex}`),
  };
}
