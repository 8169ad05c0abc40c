import { startPaperExchange } from '../start/paper-exchange.ts';
import { type PaperAccess, type PaperClient, openPaperClient } from './paper-client.ts';
import { watchStalls } from './watch-stalls.ts';

/** What the bench of the paper exchange measured. */
export interface PaperFigures {
  ordersPerSecond: number;
  /** Reads of an account that holds 200 positions and trades meanwhile. */
  positionReadsPerSecond: number;
  /**
   * Longest stretch in which the exchange's process served nobody, while it held 5,000 positions and 20,000 orders. Opening
   * these is not part of it. Nothing is taken off for what else the machine does.
   */
  maxPauseMs: number;
  /** Resident memory of the exchange's process in the end, 10^6 bytes. */
  rssMb: number;
}

const connections = 32;
/** Cheap contracts with round grids, so that the bench need not look anything up: the generated ones. */
const marketCount = 6000;
const positionCount = 5000;
const orderCount = 20_000;
const fewCount = 200;
const readCount = 4000;
/** Requests while everything is open, and how many of them lie between two that ask for everything at once. */
const servedCount = 12_000;
const wholeEvery = 300;
/** Listings of 5,000 to 20,000 rows. */
const wholeReads = ['/fapi/v3/positionRisk', '/fapi/v1/openOrders', '/fapi/v2/positionRisk', '/fapi/v3/account'];

/** What the exchange says of its process. */
interface LoadFigures {
  readonly maxPauseMs: number;
  readonly rssMb: number;
  readonly heapMb: number;
}

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

    const open = (index: number): Promise<string> => client.send('POST', '/fapi/v1/order', market(pick(index), `few${index}`), few);
    const readFew = (): Promise<string> => client.send('GET', '/fapi/v3/positionRisk', '', few);

    say('warming up');
    await runAll(fewCount, open);
    await runAll(1000, readFew);

    say(`reading an account of ${fewCount} positions, ${readCount} times, while it trades`);
    // Every tenth read finds the account changed, so that none of its rows is as it was.
    const readSeconds = await runAll(readCount + readCount / 10, (index) => (index % 11 === 0 ? open(index % fewCount) : readFew()));

    say(`opening ${positionCount} positions and ${orderCount} orders`);
    await runAll(positionCount, (index) => client.send('POST', '/fapi/v1/order', market(pick(index), `open${index}`), many));
    await runAll(orderCount / 2, (index) => client.send('POST', '/fapi/v1/order', resting(pick(index), `rest${index}`), many));
    const orderSeconds = await runAll(orderCount / 2, (index) => client.send('POST', '/fapi/v1/order', resting(pick(index), `more${index}`), many));

    say('serving them: orders, reads of one contract, and now and then all that there is');
    const filling = await client.admin<LoadFigures>('POST', 'load');
    const stalls = watchStalls();
    await runAll(servedCount, (index) => {
      const whole = wholeReads[(index / wholeEvery) % wholeReads.length];
      if (whole !== undefined) return client.send('GET', whole, '', many);
      if (index % 2 === 0) return client.send('POST', '/fapi/v1/order', market(pick(index), `late${index}`), few);
      return client.send('GET', index % 4 === 1 ? '/fapi/v3/positionRisk' : '/fapi/v1/openOrders', `symbol=${encodeURIComponent(pick(index).symbol)}`, many);
    });
    const load = await client.admin<LoadFigures>('GET', 'load');
    say(`${load.heapMb} MB of its memory hold objects; its longest pause was ${filling.maxPauseMs} ms while they were opened`);
    say(`the machine held up an idle process for ${await stalls.stop()} ms at the longest`);
    return {
      ordersPerSecond: Math.round(orderCount / 2 / orderSeconds),
      positionReadsPerSecond: Math.round(readCount / readSeconds),
      maxPauseMs: load.maxPauseMs,
      rssMb: load.rssMb,
    };
  } finally {
    client.close();
    await paper.stop();
  }
}
