import type { ExchangeId } from '@breakwater/core';
import { connectBinance } from './binance/connect-binance.ts';
import { connectBybit } from './bybit/connect-bybit.ts';
import type { ConnectedExchange, ConnectOptions } from './connected-exchange.ts';

const CONNECT: Readonly<Record<ExchangeId, (options: ConnectOptions) => ConnectedExchange>> = { binance: connectBinance, bybit: connectBybit };

/** Connects to one account of the exchange with the given name; the clock is measured at once, all else happens on demand. */
export function connectExchange(exchange: ExchangeId, options: ConnectOptions): ConnectedExchange {
  return CONNECT[exchange](options);
}
