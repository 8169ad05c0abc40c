import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { binanceusdm } from 'ccxt';

/** What a client of the paper exchange needs to know. */
export interface ClientAccess {
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** The undici dispatcher of a ccxt instance, as far as it is used here. */
interface Dispatcher {
  compose(wrap: (dispatch: Dispatch) => Dispatch): Dispatcher;
}
type Dispatch = (options: { origin?: unknown }, handler: unknown) => boolean;

/** Folder of the installed ccxt; only one exchange of it is loaded. */
export const ccxtFolder = join(dirname(createRequire(import.meta.url).resolve('ccxt')), '..');
const { default: BinanceUsdm } = (await import(pathToFileURL(join(ccxtFolder, 'js/src/binanceusdm.js')).href)) as {
  default: typeof binanceusdm;
};
/** ccxt's own error classes. */
export const ccxtErrors = (await import(pathToFileURL(join(ccxtFolder, 'js/src/base/errors.js')).href)) as Record<
  string,
  new (message: string) => Error
>;

/**
 * The real, unmodified ccxt client with its markets loaded. URLs and signing stay those of the real venue, so that it
 * maps error codes as it does there; only the target of the connection changes.
 */
export async function connectCcxt(access: ClientAccess, options: Record<string, unknown> = {}): Promise<binanceusdm> {
  const client = new BinanceUsdm({
    apiKey: access.apiKey,
    secret: access.apiSecret,
    enableRateLimit: false,
    timeout: 5000,
    options: { fetchCurrencies: false, leverageBrackets: {}, recvWindow: 5000, fetchOpenOrders: { warnWithoutSymbol: false }, ...options },
  });
  await redirect(client, access.url);
  await client.loadMarkets();
  return client;
}

/** Moves the target of every request of a ccxt client, and nothing else of it. */
export async function redirect(client: { loadFetchImplementation(): Promise<unknown> }, url: string): Promise<void> {
  await client.loadFetchImplementation();
  const connected = client as unknown as { fetchDispatcher: Dispatcher };
  connected.fetchDispatcher = connected.fetchDispatcher.compose((dispatch) => (request, handler) => dispatch({ ...request, origin: url }, handler));
}
