import type { ExchangeId } from '@breakwater/core';

/** One life of a position, as the paper exchange measured it: milliseconds of its clock. */
export interface Life {
  symbol: string;
  openedAt: number;
  protectedAt: number | null;
  closedAt: number | null;
  bareMs: number;
}

/** What the paper exchange says of one account, as far as the benches read it. */
export interface PaperAccount {
  name: string;
  bare: Life[];
  positions: { symbol: string; quantity: string }[];
  conditionalOrders: { symbol: string; clientOrderId: string; triggerPrice: string }[];
}

/** The admin API of the paper exchange. Every method throws its words for anything but a success. */
export interface PaperAdmin {
  read(account: string): Promise<PaperAccount>;
  /** The last price of every symbol, as decimal text. */
  prices(): Promise<Map<string, string>>;
  /** What `/admin/WHAT` says. */
  get<T>(what: string): Promise<T>;
  /** Sends BODY to `/admin/WHAT`. */
  post<T>(what: string, body: unknown): Promise<T>;
}

interface AdminState {
  accounts: PaperAccount[];
  prices: Record<string, { last: string }>;
}

/** Speaks to the admin API of the paper exchange at URL about one venue. */
export function openPaperAdmin(url: string, venue: ExchangeId = 'binance'): PaperAdmin {
  const call = async <T>(what: string, init?: RequestInit): Promise<T> => {
    const at = new URL(`${url}/admin/${what}`);
    if (init === undefined) at.searchParams.set('venue', venue);
    const response = await fetch(at, init);
    if (!response.ok) throw new Error(`the paper exchange answered /admin/${what} with ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  };
  return {
    read: async (name) => {
      const account = (await call<AdminState>('state')).accounts.find((one) => one.name === name);
      if (account === undefined) throw new Error(`the paper exchange has no account ${name}`);
      return account;
    },
    prices: async () => new Map(Object.entries((await call<AdminState>('state')).prices).map(([symbol, { last }]) => [symbol, last])),
    get: (what) => call(what),
    post: (what, body) => call(what, { method: 'POST', body: JSON.stringify({ ...(body as object), ...(venue === 'binance' ? {} : { venue }) }) }),
  };
}

/** The newest life of each symbol. */
export function newestLives({ bare }: PaperAccount): Map<string, Life> {
  return new Map(bare.map((life) => [life.symbol, life]));
}
