import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { bybit } from 'ccxt';
import { ccxtFolder, redirect } from '../ccxt-client.ts';
import type { BybitServer } from './bybit-server.ts';

const { default: Bybit } = (await import(pathToFileURL(join(ccxtFolder, 'js/src/bybit.js')).href)) as { default: typeof bybit };

/**
 * The real, unmodified ccxt client of Bybit, set up so that it makes the fewest requests. URLs and signing stay those of the
 * real venue; only the target of the connection and the clock that it signs with change.
 */
export async function connectCcxt(server: BybitServer, options: Record<string, unknown> = {}): Promise<bybit> {
  const client = new Bybit({
    apiKey: server.apiKey,
    secret: server.apiSecret,
    enableRateLimit: false,
    timeout: 5000,
    options: { fetchMarkets: { types: ['linear'] }, enableUnifiedMargin: false, enableUnifiedAccount: true, unifiedMarginStatus: 6, recvWindow: 5000, ...options },
  });
  client.has['fetchCurrencies'] = false;
  client.nonce = server.nowMs;
  await redirect(client, server.url);
  await client.loadMarkets();
  return client;
}
