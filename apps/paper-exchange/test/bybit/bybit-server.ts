import { type PaperExchange, Decimal, carryOutDue, setPrice } from '@breakwater/paper';
import { onTestFinished } from 'vitest';
import { type PaperExchangeOptions, type RunningPaperExchange, startPaperExchange } from '../../src/server.ts';

/** Bybit as part of a running paper exchange, over real HTTP. */
export interface BybitServer {
  readonly paper: RunningPaperExchange;
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly exchange: PaperExchange;
  nowMs(): number;
  price(symbol: string, last: string): void;
  /** The requests that have arrived, oldest first. */
  listRequests(): readonly { readonly method: string; readonly path: string; readonly query: string; readonly body: string }[];
}

/** Starts one until the test ends. */
export async function startBybitServer(options: PaperExchangeOptions = {}): Promise<BybitServer> {
  const paper = await startPaperExchange(options);
  onTestFinished(() => paper.stop());
  const { exchange } = paper.world.venues.find(({ name }) => name === 'bybit')!;
  return {
    ...{ paper, exchange, url: paper.url, ...paper.venues.bybit },
    nowMs: () => paper.world.clock.nowMs(),
    price(symbol, last) {
      carryOutDue(exchange);
      setPrice(exchange, symbol, { last: new Decimal(last), mark: null });
    },
    listRequests: () => exchange.journal.entries.filter(({ kind }) => kind === 'request').map(({ detail }) => detail as never),
  };
}
