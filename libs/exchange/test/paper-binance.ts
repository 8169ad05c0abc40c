import { randomUUID } from 'node:crypto';
import { startProcess } from '@breakwater/testing';
import { type BinanceExchange, connectBinance } from '../src/index.ts';

/** What the admin API of the paper exchange tells, as far as these tests look. */
export interface PaperState {
  readonly nowMs: number;
  readonly accounts: readonly { readonly name: string; readonly fills: readonly { readonly clientOrderId: string }[]; readonly duplicateExecutions: readonly unknown[] }[];
  readonly requests: { readonly unknownPaths: Readonly<Record<string, number>> };
  readonly weightUsed: number;
}

/** A request that reached the paper exchange, from its journal. */
export interface JournalRequest {
  readonly detail: { readonly method: string; readonly path: string; readonly query: string; readonly body: string; readonly clientOrderId: string | null; readonly executed: boolean };
}

export interface PaperAccount {
  readonly name: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Connects with these keys; the caller closes. */
  connect(options?: { readonly timeoutMs?: number }): BinanceExchange;
}

export interface PaperBinance {
  readonly url: string;
  openAccount(options?: { readonly dual?: boolean }): Promise<PaperAccount>;
  admin<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T>;
  state(): Promise<PaperState>;
  /** Requests whose client order id is the one given, in the order of arrival. */
  requestsOf(clientOrderId: string): Promise<readonly JournalRequest[]>;
  stop(): Promise<void>;
}

/** Starts a paper exchange of its own, as a process, on a free port. */
export async function startPaperBinance(flags: readonly string[] = []): Promise<PaperBinance> {
  const process = startProcess('apps/paper-exchange/src/main.ts', { arguments: ['--port', '0', ...flags] });
  const { url } = JSON.parse(await process.untilLine('"url"')) as { url: string };

  async function admin<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${url}/admin/${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /admin/${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  }

  return {
    url,
    admin,
    state: () => admin('GET', 'state'),
    async requestsOf(clientOrderId) {
      const journal = await admin<readonly (JournalRequest & { readonly kind: string })[]>('GET', 'journal');
      return journal.filter((entry) => entry.kind === 'request' && entry.detail.clientOrderId === clientOrderId);
    },
    async openAccount({ dual = false } = {}) {
      const keys = { name: `account-${randomUUID().slice(0, 8)}`, apiKey: `key-${randomUUID()}`, apiSecret: `secret-${randomUUID()}` };
      await admin('POST', 'accounts', { ...keys, dual });
      return { ...keys, connect: ({ timeoutMs = 5_000 } = {}) => connectBinance({ account: 'main', ...keys, url, timeoutMs }) };
    },
    stop: () => process.stop(),
  };
}
