import { randomUUID } from 'node:crypto';
import { startProcess } from '@breakwater/testing';

/** What the admin API of the paper exchange tells of one venue, as far as these tests look. */
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

export interface PaperKeys {
  readonly name: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** A paper exchange of its own, and one venue of it. */
export interface PaperProcess {
  readonly url: string;
  admin<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T>;
  state(): Promise<PaperState>;
  /** Requests whose client order id is the one given, in the order of arrival. */
  requestsOf(clientOrderId: string): Promise<readonly JournalRequest[]>;
  openKeys(dual: boolean): Promise<PaperKeys>;
  stop(): Promise<void>;
}

/** Starts a paper exchange, as a process, on a free port. What is asked of it is asked of the given venue. */
export async function startPaperProcess(venue: 'binance' | 'bybit', flags: readonly string[]): Promise<PaperProcess> {
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
    state: () => admin('GET', `state?venue=${venue}`),
    async requestsOf(clientOrderId) {
      const journal = await admin<readonly (JournalRequest & { readonly kind: string })[]>('GET', `journal?venue=${venue}`);
      return journal.filter((entry) => entry.kind === 'request' && entry.detail.clientOrderId === clientOrderId);
    },
    async openKeys(dual) {
      const keys = { name: `account-${randomUUID().slice(0, 8)}`, apiKey: `key-${randomUUID()}`, apiSecret: `secret-${randomUUID()}` };
      await admin('POST', 'accounts', { venue, ...keys, dual });
      return keys;
    },
    stop: () => process.stop(),
  };
}
