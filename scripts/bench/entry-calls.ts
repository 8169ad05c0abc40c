import type { PaperAdmin } from './paper-account.ts';

/** One read that the fleet made before an entry, as the exchange received it; without time stamp, window and signature. */
export interface ReadCall {
  readonly path: string;
  readonly isSigned: boolean;
  readonly parameters: Readonly<Record<string, string>>;
}

interface RequestEntry {
  readonly kind: string;
  readonly symbol: string | null;
  readonly timeMs: number;
  readonly detail: { readonly method: string; readonly path: string; readonly query: string; readonly clientOrderId: string | null };
}

const UNSIGNED: ReadonlySet<string> = new Set(['timestamp', 'recvWindow', 'signature']);

/**
 * The reads that a fleet made of a symbol from `sinceMs` on until its entry arrived, from the exchange's own journal: what a bare
 * client has to ask as well, to be a fair floor. Throws when there was no entry.
 */
export async function readCallsBeforeEntry(paper: PaperAdmin, symbol: string, sinceMs: number): Promise<ReadCall[]> {
  const journal = await paper.get<RequestEntry[]>(`journal?venue=binance&symbol=${symbol}`);
  const requests = journal.filter(({ kind, timeMs }) => kind === 'request' && timeMs >= sinceMs);
  const entry = requests.findIndex(({ detail }) => detail.method === 'POST' && detail.clientOrderId?.startsWith('bwe') === true);
  if (entry === -1) throw new Error(`the exchange's journal has no entry for ${symbol}`);
  return requests
    .slice(0, entry)
    .filter(({ detail }) => detail.method === 'GET')
    .map(({ detail: { path, query } }) => {
      const given = [...new URLSearchParams(query)];
      return { path, isSigned: given.some(([name]) => name === 'signature'), parameters: Object.fromEntries(given.filter(([name]) => !UNSIGNED.has(name))) };
    });
}
