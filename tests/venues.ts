import { accountVariable } from '../libs/config/src/index.ts';
import { type AccountKey, accountKeyText, type ExchangeId } from '../libs/core/src/index.ts';

/** Requests of the fleet, as a fault of the paper exchange matches them. */
type Requests = Readonly<Record<string, string>>;

/** Where the fleet trades in a test, and what differs there: the wire, never the rule under test. */
export interface Venue {
  readonly exchange: ExchangeId;
  /** The account of a world. */
  readonly account: AccountKey;
  /** It, as keys, logs and commands write it. */
  readonly accountName: string;
  readonly entries: Requests;
  readonly stops: Requests;
  readonly positionReads: Requests;
  /** What the exchange answers to a request whose time stamp is too old. */
  readonly lateCode: number;
  /** How a lack of margin is refused. */
  readonly marginRefusal: { readonly code: number; readonly httpStatus: number };
  /** The leverage of a fresh account: a signal that asks for it needs no setting before its entry. */
  readonly leverage: number;
  /** The number of a trade as the paper exchange counts it, read from the id that the venue gives it. */
  tradeNumber(tradeId: string): number;
  /** The variable that sets something of the account. */
  variable(suffix: 'URL' | 'API_KEY' | 'API_SECRET'): string;
}

function atVenue(exchange: ExchangeId, differences: Omit<Venue, 'exchange' | 'account' | 'accountName' | 'variable'>): Venue {
  const account = { exchange, account: 'main' } as const;
  return { exchange, account, accountName: accountKeyText(account), ...differences, variable: (suffix) => accountVariable(account, suffix) };
}

/** Every venue that the fleet trades at: a test of what it does there is one `describe.each(venues)`. */
export const venues = [
  atVenue('binance', {
    entries: { venue: 'binance', method: 'POST', path: '/fapi/v1/order' },
    stops: { venue: 'binance', method: 'POST', path: '/fapi/v1/algoOrder' },
    positionReads: { venue: 'binance', method: 'GET', path: '/fapi/v2/positionRisk' },
    lateCode: -1021,
    marginRefusal: { code: -2019, httpStatus: 400 },
    leverage: 20,
    tradeNumber: Number,
  }),
  // One endpoint takes all orders: only their client order ids say what they are.
  atVenue('bybit', {
    entries: { venue: 'bybit', method: 'POST', path: '/v5/order/create', clientOrderIdPrefix: 'bwe' },
    stops: { venue: 'bybit', method: 'POST', path: '/v5/order/create', clientOrderIdPrefix: 'bws' },
    positionReads: { venue: 'bybit', method: 'GET', path: '/v5/position/list' },
    lateCode: 10002,
    marginRefusal: { code: 110007, httpStatus: 200 },
    leverage: 10,
    // The last group of the UUID is the number.
    tradeNumber: (tradeId) => Number.parseInt(tradeId.split('-').at(-1) ?? '', 16),
  }),
] as const satisfies readonly Venue[];
