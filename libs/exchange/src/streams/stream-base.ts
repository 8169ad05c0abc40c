import type { ExchangeId } from '@breakwater/core';

/**
 * Where the user streams are. Sources: Binance USD-M documentation, "User Data Streams", "Connect"; Bybit v5 documentation,
 * "WebSocket Stream", "Connect".
 */
const OWN: Readonly<Record<ExchangeId, string>> = { binance: 'wss://fstream.binance.com', bybit: 'wss://stream.bybit.com' };

/**
 * The address that an account's stream begins with, without a slash at its end: the configured one, else the one that belongs to where
 * its requests go (a paper exchange serves both on one port), else the exchange's own.
 */
export function streamBase(exchange: ExchangeId, { url, streamUrl }: { readonly url: string | null; readonly streamUrl: string | null }): string {
  return (streamUrl ?? url?.replace(/^http/, 'ws') ?? OWN[exchange]).replace(/\/+$/, '');
}
