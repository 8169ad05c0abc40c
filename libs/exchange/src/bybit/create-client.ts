import type { Signature } from '../call-record.ts';
import { loadCcxt } from '../load-ccxt.ts';
import type { CcxtClient } from '../open-wire.ts';

/**
 * A ccxt instance for Bybit that does nothing by itself: no limiter, no markets (the raw methods need none), and above all no
 * retries. ccxt takes the window that it signs from its options alone (a parameter of that name would leak into the body), so
 * that option is the window of the call under way: time stamp and window both go into the signed headers, and belong to one request.
 * Symbols may hold any character (`币安人生USDT`).
 */
export async function createClient(apiKey: string, apiSecret: string, timeoutMs: number, signature: () => Signature | null): Promise<CcxtClient> {
  const Bybit = await loadCcxt('bybit');
  const client = new Bybit({ apiKey, secret: apiSecret, timeout: timeoutMs, enableRateLimit: false, options: { maxRetriesOnFailure: 0 } }) as unknown as BybitClient;
  Object.defineProperty(client.options, 'recvWindow', { get: () => signature()?.windowMs ?? 0 });
  // ccxt signs a query as it is written, and what is sent has each character beyond ASCII percent-encoded: so it is written that way at once.
  const rawencode = client.rawencode.bind(client);
  client.rawencode = (parameters) => rawencode(parameters).replace(BEYOND_ASCII, encodeURIComponent);
  return client;
}

const BEYOND_ASCII = /[^\u0020-\u007e]+/g;

interface BybitClient extends CcxtClient {
  readonly options: object;
  /** Writes a query. */
  rawencode(parameters: object): string;
}
