import type { Signature } from '../call-record.ts';
import { loadCcxt } from '../load-ccxt.ts';
import type { CcxtClient } from '../open-wire.ts';

/**
 * A ccxt instance for Bybit that does nothing by itself: no limiter, no markets (the raw methods need none), and above all no
 * retries. ccxt takes the window that it signs from its options alone (a parameter of that name would leak into the body), so
 * that option is the window of the call under way: time stamp and window both go into the signed headers, and belong to one request.
 */
export async function createClient(apiKey: string, apiSecret: string, timeoutMs: number, signature: () => Signature | null): Promise<CcxtClient> {
  const Bybit = await loadCcxt('bybit');
  const client = new Bybit({ apiKey, secret: apiSecret, timeout: timeoutMs, enableRateLimit: false, options: { maxRetriesOnFailure: 0 } }) as unknown as BybitClient;
  Object.defineProperty(client.options, 'recvWindow', { get: () => signature()?.windowMs ?? 0 });
  return client;
}

interface BybitClient extends CcxtClient {
  readonly options: object;
}
