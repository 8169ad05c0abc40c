import type { ExchangeId } from '@breakwater/core';
import { createClient as createBinanceClient } from './binance/create-client.ts';
import { createClient as createBybitClient } from './bybit/create-client.ts';
import type { ConnectOptions } from './connected-exchange.ts';
import { TIMEOUT_MS } from './connected-exchange.ts';
import { openWire, type Wire, type WireParameters } from './open-wire.ts';

/**
 * The bare way to one account: ccxt signs and sends, and nothing reads what comes back, waits for a budget or measures the clock. For
 * whoever asks an exchange what the adapter takes for granted; the fleet goes through `connectExchange`.
 */
export function openVenueWire(exchange: ExchangeId, { apiKey, apiSecret, url = null, timeoutMs = TIMEOUT_MS }: Pick<ConnectOptions, 'apiKey' | 'apiSecret' | 'timeoutMs'> & { readonly url?: string | null }): Wire<WireParameters> {
  const createClient = exchange === 'binance' ? () => createBinanceClient(apiKey, apiSecret, timeoutMs) : (signature: Parameters<typeof createBybitClient>[3]) => createBybitClient(apiKey, apiSecret, timeoutMs, signature);
  return openWire<WireParameters>({ createClient, secrets: [apiKey, apiSecret], url, timeoutMs });
}
