import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { pro } from 'ccxt';
import { type ClientAccess, ccxtFolder, redirect } from '../ccxt-client.ts';

const load = async (name: string): Promise<unknown> => ((await import(pathToFileURL(join(ccxtFolder, 'js/src/pro', name)).href)) as { default: unknown }).default;
const Bybit = (await load('bybit.js')) as typeof pro.bybit;
const BinanceUsdm = (await load('binanceusdm.js')) as typeof pro.binanceusdm;

/** The settings with which ccxt asks for nothing but what it is told to. */
const plain = { enableRateLimit: false, timeout: 5000 };

/** ccxt pro for Binance, its requests and its streams going to the paper exchange. Its keep-alive timer outlives it, by `listenKeyRefreshRate` at most. */
export async function connectBinancePro(access: ClientAccess, listenKeyRefreshRate = 100): Promise<InstanceType<typeof pro.binanceusdm>> {
  const options = { fetchCurrencies: false, leverageBrackets: {}, listenKeyRefreshRate };
  const client = new BinanceUsdm({ apiKey: access.apiKey, secret: access.apiSecret, ...plain, options });
  await redirect(client, access.url);
  (client.urls as any).api.ws.future = `${access.url.replace('http', 'ws')}/ws`;
  // Without this, ccxt refuses any WebSocket that is not encrypted.
  await client.loadHttpProxyAgent();
  await client.loadMarkets();
  return client;
}

/** ccxt pro for Bybit, in the same way. */
export async function connectBybitPro(access: ClientAccess): Promise<InstanceType<typeof pro.bybit>> {
  const options = { fetchMarkets: { types: ['linear'] }, enableUnifiedMargin: false, enableUnifiedAccount: true, unifiedMarginStatus: 6, recvWindow: 5000, defaultType: 'swap' };
  const client = new Bybit({ apiKey: access.apiKey, secret: access.apiSecret, ...plain, has: { fetchCurrencies: false }, options });
  await redirect(client, access.url);
  (client.urls as any).api.ws.private.contract = `${access.url.replace('http', 'ws')}/v5/private`;
  await client.loadHttpProxyAgent();
  await client.loadMarkets();
  return client;
}
