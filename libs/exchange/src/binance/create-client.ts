import { loadCcxt } from '../load-ccxt.ts';
import type { CcxtClient } from '../open-wire.ts';

/**
 * A ccxt instance for Binance USD-M that does nothing by itself: no limiter (it would delay a stop by 203 ms after its
 * entry), no markets (the raw methods need none), and above all no retries, with which it would send an order again after
 * a time-out of which the exchange says that it may have been executed.
 */
export async function createClient(apiKey: string, apiSecret: string, timeoutMs: number): Promise<CcxtClient> {
  const Binance = await loadCcxt('binanceusdm');
  return new Binance({ apiKey, secret: apiSecret, timeout: timeoutMs, enableRateLimit: false, options: { maxRetriesOnFailure: 0 } }) as unknown as CcxtClient;
}
