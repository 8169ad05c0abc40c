import { startPaperExchange } from '../start/paper-exchange.ts';
import { type PaperAccess, type PaperClient, openPaperClient } from './paper-client.ts';

/** What the bench of the paper exchange measured. */
export interface PaperFigures {
  ordersPerSecond: number;
  /** Reads of an account that holds 200 positions. */
  positionReadsPerSecond: number;
  /** Longest stretch in which the exchange's process served nobody, while it held 5,000 positions and 20,000 orders. */
  maxPauseMs: number;
  /** Resident memory of the exchange's process in the end, 10^6 bytes. */
  rssMb: number;
}

const connections = 32;
/** Cheap contracts with round grids, so that the bench need not look anything up: the generated ones. */
const marketCount = 6000;
const positionCount = 5000;
const orderCount = 20_000;

/** Runs `work` for every index below `count`, `connections` at a time. Returns seconds. */
async function runAll(count: number, work: (index: number) => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  let next = 0;
  const run = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: connections }, run));
  return (performance.now() - startedMs) / 1000;
}

interface Contract {
  readonly symbol: string;
  /** Worth about 10 units of the quote asset. */
  readonly quantity: string;
  /** Far below the market: it rests. */
  readonly lowPrice: string;
}

/** What can be traded, with a size and a price that every filter lets pass. */
async function readContracts(client: PaperClient): Promise<Contract[]> {
  const { prices } = await client.admin<{ prices: Record<string, { last: string }> }>('GET', 'state');
  const info = JSON.parse(await client.send('GET', '/fapi/v1/exchangeInfo', '')) as {
    symbols: { symbol: string; status: string; pricePrecision: number; quantityPrecision: number; filters: { filterType: string; tickSize?: string; notional?: string }[] }[];
  };
  return info.symbols.flatMap(({ symbol, status, quantityPrecision, filters }) => {
    const last = prices[symbol]?.last;
    const tick = filters.find(({ filterType }) => filterType === 'PRICE_FILTER')?.tickSize;
    const least = filters.find(({ filterType }) => filterType === 'MIN_NOTIONAL')?.notional;
    if (status !== 'TRADING' || last === undefined || tick === undefined || least === undefined) return [];
    // Whole ticks, at 99 % of the price: floats are good enough for the size of a bench's orders.
    const ticks = Math.floor((+last * 0.99) / +tick);
    const quantity = (1.2 * +least) / +last + 10 ** -quantityPrecision;
    return [{ symbol, quantity: quantity.toFixed(quantityPrecision), lowPrice: (ticks * +tick).toFixed(tick.split('.')[1]?.length ?? 0) }];
  });
}

/** Opens an account with money enough. */
async function openAccount(client: PaperClient, url: string, name: string): Promise<PaperAccess> {
  const access = { url, apiKey: `${name}-key`, apiSecret: `${name}-secret` };
  await client.admin('POST', 'accounts', { name, ...{ apiKey: access.apiKey, apiSecret: access.apiSecret }, balance: '100000000' });
  return access;
}

const market = ({ symbol, quantity }: Contract, id: string): string =>
  `symbol=${encodeURIComponent(symbol)}&side=BUY&type=MARKET&quantity=${quantity}&newClientOrderId=${id}`;
const resting = ({ symbol, quantity, lowPrice }: Contract, id: string): string =>
  `symbol=${encodeURIComponent(symbol)}&side=BUY&type=LIMIT&timeInForce=GTC&price=${lowPrice}&quantity=${quantity}&newClientOrderId=${id}`;

/** Starts a paper exchange as a process of its own, loads it and measures it. `say` is told what goes on. */
export async function runPaperBench(say: (line: string) => void): Promise<PaperFigures> {
  const paper = await startPaperExchange({ arguments: ['--markets', String(marketCount)] });
  const client = openPaperClient(paper, connections);
  try {
    const contracts = await readContracts(client);
    const few = await openAccount(client, paper.url, 'few');
    const many = await openAccount(client, paper.url, 'many');
    const pick = (index: number): Contract => contracts[index % contracts.length]!;

    say('warming up');
    await runAll(200, (index) => client.send('POST', '/fapi/v1/order', market(pick(index), `few${index}`), few));
    await runAll(1000, () => client.send('GET', '/fapi/v3/positionRisk', '', few));

    say('reading an account of 200 positions, 4,000 times');
    const readSeconds = await runAll(4000, () => client.send('GET', '/fapi/v3/positionRisk', '', few));

    say(`opening ${positionCount} positions and ${orderCount} orders`);
    await client.admin('POST', 'load');
    await runAll(positionCount, (index) => client.send('POST', '/fapi/v1/order', market(pick(index), `open${index}`), many));
    await runAll(orderCount / 2, (index) => client.send('POST', '/fapi/v1/order', resting(pick(index), `rest${index}`), many));
    const orderSeconds = await runAll(orderCount / 2, (index) => client.send('POST', '/fapi/v1/order', resting(pick(index), `more${index}`), many));

    say('serving others beside them');
    await runAll(4000, (index) =>
      index % 2 === 0
        ? client.send('POST', '/fapi/v1/order', market(pick(index), `late${index}`), few)
        : client.send('GET', '/fapi/v3/positionRisk', `symbol=${encodeURIComponent(pick(index).symbol)}`, many),
    );
    const load = await client.admin<{ maxPauseMs: number; rssMb: number; heapMb: number }>('GET', 'load');
    say(`${load.heapMb} MB of it hold objects`);
    return {
      ordersPerSecond: Math.round(orderCount / 2 / orderSeconds),
      positionReadsPerSecond: Math.round(4000 / readSeconds),
      maxPauseMs: load.maxPauseMs,
      rssMb: load.rssMb,
    };
  } finally {
    client.close();
    await paper.stop();
  }
}
