import type { ExchangeId } from '@breakwater/core';
import { type ConnectedExchange, connectExchange } from '@breakwater/exchange';
import { type AccountGovernor, openRateGovernor } from '@breakwater/rate';
import { type OwnRedis, startOwnRedis, startProcess } from '@breakwater/testing';

/** One process's way to the account: its own governor, its own connections. */
export interface Party {
  readonly exchange: ConnectedExchange;
  readonly governor: AccountGovernor;
  /** Events that its governor logged. */
  readonly logged: readonly string[];
}

/** A request as the paper exchange's journal has it. */
export interface JournalRequest {
  readonly httpStatus: number;
  readonly code: number | string | null;
  readonly path: string;
}

/** A paper exchange that enforces its limits, and the Redis where budgets meet. */
export interface RateWorld {
  readonly url: string;
  readonly keys: Readonly<Record<string, { readonly apiKey: string; readonly apiSecret: string }>>;
  readonly redis: OwnRedis;
  join(venue: ExchangeId): Party;
  /** One that knows no governor. */
  joinUngoverned(venue: ExchangeId): ConnectedExchange;
  requests(venue: ExchangeId): Promise<readonly JournalRequest[]>;
  /** Those that the exchange refused because of its limits. */
  refusals(venue: ExchangeId): Promise<readonly JournalRequest[]>;
  readState(venue: ExchangeId): Promise<{ readonly weightUsed: number }>;
  addFault(fault: object): Promise<void>;
  close(): Promise<void>;
}

const LIMIT_STATUSES = new Set([403, 418, 429]);
const LIMIT_CODES = new Set(['-1003', '-1015', '10006', '10018']);

/** Starts both. Throws what keeps one of them from starting. */
export async function openRateWorld(): Promise<RateWorld> {
  const paper = startProcess('apps/paper-exchange/src/main.ts', { arguments: ['--port', '0', '--limits', 'enforce'] });
  const [told, redis] = await Promise.all([paper.untilLine('"url"'), startOwnRedis()]);
  const { url, venues: keys } = JSON.parse(told) as { url: string; venues: RateWorld['keys'] };
  const opened: { close(): unknown }[] = [];
  const keyOf = (venue: ExchangeId) => ({ account: 'main', ...keys[venue]!, url });
  const ask = async (path: string) => (await fetch(`${url}/admin/${path}`)).json() as Promise<any>;
  const requests = async (venue: ExchangeId): Promise<JournalRequest[]> => {
    const journal = (await ask(`journal?venue=${venue}`)) as { kind: string; detail: JournalRequest }[];
    return journal.filter(({ kind }) => kind === 'request').map(({ detail }) => detail);
  };
  return {
    url,
    keys,
    redis,
    requests,
    join(venue) {
      const logged: string[] = [];
      const note = (event: string) => void logged.push(event);
      const rate = openRateGovernor({ redisUrl: redis.url, log: { warn: note, info: note } });
      const governor = rate.governAccount({ exchange: venue, account: 'main' }, { origin: url });
      const exchange = connectExchange(venue, { ...keyOf(venue), governor });
      opened.push(exchange, rate);
      return { exchange, governor, logged };
    },
    joinUngoverned(venue) {
      const exchange = connectExchange(venue, keyOf(venue));
      opened.push(exchange);
      return exchange;
    },
    refusals: async (venue) => (await requests(venue)).filter(({ httpStatus, code }) => LIMIT_STATUSES.has(httpStatus) || LIMIT_CODES.has(String(code))),
    readState: (venue) => ask(`state?venue=${venue}`),
    async addFault(fault) {
      const response = await fetch(`${url}/admin/faults`, { method: 'POST', body: JSON.stringify(fault) });
      if (!response.ok) throw new Error(await response.text());
    },
    async close() {
      redis.resume();
      await Promise.allSettled(opened.map(async (one) => one.close()));
      await Promise.all([paper.stop(), redis.kill()]);
    },
  };
}
