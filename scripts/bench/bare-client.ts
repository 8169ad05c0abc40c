import { Big } from 'big.js';
import { binanceusdm } from 'ccxt';
import type { ReadCall } from './entry-calls.ts';
import { newestLives, type PaperAdmin } from './paper-account.ts';
import { noSamples, type Samples } from './samples.ts';

/** The floor: what the same orders take if nothing is read, recorded, locked or handed on. */
export interface BareClient {
  /** Opens a position and places its stop, SIZE of SYMBOLS at once, and measures each as the fleet's are measured. Leaves everything flat. */
  open(symbols: readonly string[], size: number): Promise<Samples>;
  /**
   * Asks for each of SYMBOLS what the fleet asked, all of it at once, and then enters; SIZE symbols at once. Returns how long each took
   * from the beginning of its wave to its acceptance at the exchange, in milliseconds. Leaves everything flat.
   */
  enter(symbols: readonly string[], size: number, callsOf: (symbol: string) => readonly ReadCall[]): Promise<number[]>;
  close(): Promise<void>;
}

const account = 'bare';
/** In the quote currency: the size that the example policy gives a position. */
const notional = new Big(200);
const stopShare = new Big('0.98');

/** Opens a second account at the paper exchange at URL for a ccxt client that has its markets loaded, and nothing else. */
export async function openBareClient(url: string, paper: PaperAdmin): Promise<BareClient> {
  const { apiKey, apiSecret } = await paper.post<{ apiKey: string; apiSecret: string }>('accounts', { name: account, apiKey: 'bare-client-key', apiSecret: 'bare-client-secret' });
  const client = new binanceusdm({ apiKey, secret: apiSecret ?? 'bare-client-secret', enableRateLimit: false, options: { fetchCurrencies: false, leverageBrackets: {} } });
  const dispatcher = client as unknown as { loadFetchImplementation(): Promise<void>; fetchDispatcher: { compose(interceptor: unknown): never; close(): Promise<void> } };
  await dispatcher.loadFetchImplementation();
  // URLs stay the exchange's own, for ccxt picks its table of errors by them; only the connection goes elsewhere.
  dispatcher.fetchDispatcher = dispatcher.fetchDispatcher.compose((dispatch: (options: object, handler: unknown) => boolean) => (options: object, handler: unknown) => dispatch({ ...options, origin: url }, handler));
  await client.loadMarkets();

  const openOne = async (id: string, price: string): Promise<number> => {
    const symbol = client.safeSymbol(id, undefined, undefined, 'swap');
    // ccxt takes decimal text for a quantity, as its own documents advise; only its types speak of floats.
    const quantity = client.amountToPrecision(symbol, notional.div(price).toFixed()) as unknown as number;
    const triggerPrice = client.priceToPrecision(symbol, stopShare.times(price).toFixed());
    const startedAt = Date.now();
    await client.createOrder(symbol, 'market', 'buy', quantity);
    await client.createOrder(symbol, 'STOP_MARKET', 'sell', quantity, undefined, { triggerPrice, reduceOnly: true, workingType: 'MARK_PRICE' });
    return startedAt;
  };

  const enterOne = async (id: string, price: string, calls: readonly ReadCall[]): Promise<void> => {
    await Promise.all(calls.map((call) => askAgain(client, call)));
    const symbol = client.safeSymbol(id, undefined, undefined, 'swap');
    await client.createOrder(symbol, 'market', 'buy', client.amountToPrecision(symbol, notional.div(price).toFixed()) as unknown as number);
  };

  const flatten = async (): Promise<void> => {
    const { conditionalOrders } = await paper.read(account);
    for (const { symbol, clientOrderId } of conditionalOrders) await paper.post('cancel', { account, symbol, clientOrderId, conditional: true });
    for (const position of (await paper.read(account)).positions) await paper.post('trade', { account, symbol: position.symbol, side: 'SELL', quantity: position.quantity, reduceOnly: true });
  };

  return {
    open: async (symbols, size) => {
      const prices = await paper.prices();
      const samples = noSamples();
      for (let from = 0; from < symbols.length; from += size) {
        const wave = symbols.slice(from, from + size);
        const started = await Promise.all(wave.map(async (symbol) => [symbol, await openOne(symbol, prices.get(symbol) ?? '')] as const));
        const lives = newestLives(await paper.read(account));
        for (const [symbol, startedAt] of started) {
          const life = lives.get(symbol);
          if (life?.protectedAt == null) throw new Error(`the bare client did not protect ${symbol}`);
          samples.entryMs.push(life.openedAt - startedAt);
          samples.bareMs.push(life.bareMs);
        }
      }
      await flatten();
      return samples;
    },
    enter: async (symbols, size, callsOf) => {
      const prices = await paper.prices();
      const tookMs: number[] = [];
      for (let from = 0; from < symbols.length; from += size) {
        const wave = symbols.slice(from, from + size);
        const startedAt = Date.now();
        await Promise.all(wave.map((symbol) => enterOne(symbol, prices.get(symbol) ?? '', callsOf(symbol))));
        const lives = newestLives(await paper.read(account));
        tookMs.push(...wave.map((symbol) => (lives.get(symbol)?.openedAt ?? Number.NaN) - startedAt));
      }
      await flatten();
      return tookMs;
    },
    close: () => dispatcher.fetchDispatcher.close(),
  };
}

/** One read of the fleet's, sent by the bare client under its own key: ccxt knows an endpoint by its version and whether it is signed. */
async function askAgain(client: binanceusdm, { path, isSigned, parameters }: ReadCall): Promise<void> {
  const [, version, name] = /^\/fapi\/v(\d)\/(.+)$/.exec(path) ?? [];
  if (version === undefined || name === undefined) throw new Error(`the bare client cannot ask ${path}`);
  await client.fetch2(name, `fapi${isSigned ? 'Private' : 'Public'}${version === '1' ? '' : `V${version}`}`, 'GET', parameters);
}
