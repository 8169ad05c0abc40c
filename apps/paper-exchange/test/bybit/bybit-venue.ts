import { createHmac } from 'node:crypto';
import {
  type Account,
  type PaperExchange,
  type VenueRules,
  type VirtualClock,
  Decimal,
  bybitRules,
  carryOutDue,
  createBybitMarkets,
  createExchange,
  createVirtualClock,
  openAccount,
  setPrice,
} from '@breakwater/paper';
import { type Answer, type Dialect, type FaultList, type Venue, type VenueRequest, createBybitDialect, createFaultList, createRequestCounts, findAccountName, processRequest, spoilAnswer } from '@breakwater/paper-venue';

/** What the tests of this folder start from. */
export interface BybitVenueOptions {
  readonly rules?: Partial<VenueRules>;
  readonly limits?: 'count' | 'enforce';
  readonly balance?: string;
  readonly seed?: number;
  readonly markets?: number;
}

/** A Bybit of one account whose clock stands still until it is moved, called in process. */
export interface BybitVenue {
  readonly exchange: PaperExchange;
  readonly account: Account;
  readonly clock: VirtualClock;
  readonly dialect: Dialect;
  readonly faults: FaultList;
  readonly venue: Venue;
  /** What the venue says to a request as it is; `null` if it closes the connection. */
  answer(request: Omit<VenueRequest, 'arrivedAtMs' | 'ip'>): Answer | null;
  /** A signed GET. Returns the envelope. */
  get(path: string, parameters?: Readonly<Record<string, string | number>>): any;
  /** A signed POST. Returns the envelope. */
  post(path: string, body?: Readonly<Record<string, unknown>>): any;
  price(symbol: string, last: string, mark?: string): void;
  /** The headers of the answer before. */
  lastHeaders(): Readonly<Record<string, string>>;
}

const startMs = Date.UTC(2026, 0, 1);
const recvWindow = '5000';

/** Opens a venue. */
export function openBybitVenue(options: BybitVenueOptions = {}): BybitVenue {
  const clock = createVirtualClock(startMs);
  const exchange = createExchange({ clock, seed: options.seed ?? 7, rules: { ...bybitRules, ...options.rules }, markets: createBybitMarkets(options.markets) });
  const account = openAccount(exchange, { name: 'main', apiKey: 'the-key', apiSecret: 'the-secret', balance: new Decimal(options.balance ?? '100000'), isHedged: false });
  const dialect = createBybitDialect(exchange, options.limits ?? 'count');
  const venue: Venue = { exchange, counts: createRequestCounts() };
  const faults = createFaultList(1);
  let headers: Readonly<Record<string, string>> = {};

  function answer(parts: Omit<VenueRequest, 'arrivedAtMs' | 'ip'>): Answer | null {
    const request = { ...parts, ip: '127.0.0.1', arrivedAtMs: clock.nowMs() };
    const subject = dialect.readSubject(request);
    const firing = faults.take({ ...subject, method: request.method, path: request.path, accountName: findAccountName(venue, subject.apiKey) });
    carryOutDue(exchange);
    const said = processRequest(venue, dialect, request, subject, firing);
    headers = said?.headers ?? {};
    return said === null ? null : { ...said, body: spoilAnswer(said, firing) };
  }

  function send(method: string, path: string, query: string, body: string): any {
    const timestamp = String(clock.nowMs());
    const signature = createHmac('sha256', account.apiSecret).update(timestamp + account.apiKey + recvWindow + query + body).digest('hex');
    const headers = { 'x-bapi-api-key': account.apiKey, 'x-bapi-timestamp': timestamp, 'x-bapi-recv-window': recvWindow, 'x-bapi-sign': signature };
    const said = answer({ method, path, query, body, headers });
    const reply = said?.body as { readonly text?: unknown } | undefined;
    return JSON.parse(String(reply?.text));
  }

  return {
    ...{ exchange, account, clock, dialect, faults, venue, answer },
    get: (path, parameters = {}) => send('GET', path, new URLSearchParams(Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)])).toString(), ''),
    post: (path, body = {}) => send('POST', path, '', JSON.stringify(body)),
    price: (symbol, last, mark) => {
      carryOutDue(exchange);
      setPrice(exchange, symbol, { last: new Decimal(last), mark: mark === undefined ? null : new Decimal(mark) });
    },
    lastHeaders: () => headers,
  };
}
