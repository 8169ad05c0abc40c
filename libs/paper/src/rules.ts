import { Decimal } from './decimal.ts';

/**
 * What the venues do not document, or do differently from each other, as settings.
 *
 * A field marked "assumed" could not be confirmed from the venue's documents; `docs/paper-exchange.md` lists them.
 */
export interface VenueRules {
  /** First id of every list: the same number then occurs in many places. */
  readonly firstId: number;
  readonly takerRate: string;
  readonly makerRate: string;
  readonly defaultLeverage: number;
  /** Maintenance margin as a fraction of notional, one rate for all sizes. Assumed. */
  readonly maintenanceRate: string;
  /** Reduce-only order larger than the position: cut it to the position (in hedge mode too, or refuse it there), or refuse it. Assumed. */
  readonly reduceOnlyExcess: 'clip' | 'clip-legs-too' | 'refuse';
  /** Which resting reduce-only orders of a side count against a new one, so that together they fit the position. Assumed. */
  readonly reduceOnlyCounts: 'none' | 'plain' | 'all';
  /** How far from the last price a market order may execute, as a fraction of it: what each market lists, or one for all. */
  readonly marketTakeBound: string;
  /** How far beyond the mark price a limit may lie, as a fraction of it: what each market lists, or one for all. */
  readonly priceBand: string;
  /** A limit price beyond the band: refuse it, or put it on the edge of the band. Where the limit of a conditional order is measured from: Assumed. */
  readonly priceBeyondBand: 'refuse' | 'adjust';
  /** Whether positions are liquidated when their margin falls to the maintenance margin. */
  readonly liquidation: 'on' | 'off';
  /** The share of a position that one step of a liquidation closes. Assumed. */
  readonly liquidationFraction: string;
  /** Whether an insurance fund takes what a liquidation cannot sell; if not, others are deleveraged. */
  readonly insuranceFund: 'endless' | 'empty';
  /** A parameter that an endpoint does not know: refuse the request, or ignore it. Assumed. */
  readonly unknownParameters: 'refuse' | 'ignore';
  /** A price-protected trigger waits while last and mark price differ by more than this fraction. */
  readonly triggerProtect: string;
  /** Client order id of a triggered order's child: its parent's, or one that the exchange makes. Assumed. */
  readonly childClientOrderId: 'same' | 'made';
  /** When a client order id may be used again. Assumed of ids that are long gone. */
  readonly clientOrderIdReuse: 'when-ended' | 'never';
  /** What a venue that acknowledges orders before they are matched checks first: margin and position, or only the form. Assumed. */
  readonly gatewayChecks: 'exposure' | 'form';
  /** Milliseconds from that acknowledgement to the match; 0: with the next thing that happens. Assumed. */
  readonly matchAfterMs: number;
  /** Whether a close-position order that was placed by itself ends with its position, however that became flat. Assumed. */
  readonly closePositionEnds: 'with-position' | 'never';
  /** Whether a reducing conditional order with a quantity ends when its position is flat, or waits for another. Assumed. */
  readonly quantityStopEnds: 'never' | 'with-position';
  /** Which orders a dead man's switch cancels. Assumed. */
  readonly countdownCancels: 'plain' | 'all';
  /** Stops and take-profits of parts of a position, per symbol. */
  readonly maxPartialStops: number;
  readonly maxOpenOrders: number;
  /** Open conditional orders per symbol. Assumed; read it from exchangeInfo. */
  readonly maxConditionalOrders: number;
  /** In a stream, what tells first of an execution: the account's message, or the order's. Assumed. */
  readonly fillEvents: 'account-first' | 'order-first';
  /** In a stream, whether a triggered order names its child before or after the child has told of itself. Assumed. */
  readonly linkEvents: 'after-child' | 'before-child';
  /** A stream with a key that nobody has: refused, or open and silent. Assumed. */
  readonly unknownListenKey: 'refuse' | 'silence';
  /** The share of an account's margin that maintenance must need for the venue to warn of it. Assumed. */
  readonly marginCallRatio: string;
  /** Refused requests within a minute after which an address is banned. Assumed. */
  readonly refusalsBeforeBan: number;
  /** How long it is banned. Assumed. */
  readonly banMs: number;
  /** What a banned address is told with its 418: the venue's code, or the page of a firewall before it. Assumed. */
  readonly banReply: 'code' | 'page';
  /** Cancelled and expired orders without a fill leave the listings after this time. */
  readonly retainUnfilledMs: number;
  /** Every other order and every fill leaves the listings after this time. */
  readonly retainFilledMs: number;
  /** How far back a lagging read can reach. Assumed. */
  readonly keepVersionsMs: number;
  readonly journalLimit: number;
}

const rates = new Map<string, Decimal>();

/** A rate of the rules as a number. There are few, and every order asks for some of them: each text is read once. */
export function readRate(text: string): Decimal {
  const known = rates.get(text);
  if (known !== undefined) return known;
  const rate = new Decimal(text);
  rates.set(text, rate);
  return rate;
}

const dayMs = 86_400_000;

/** Binance USD-M. Sources: docs, Binance USD-M: "New Order", "New Algo Order", "All Orders", "Exchange Information". */
export const binanceRules: VenueRules = {
  firstId: 1_000_001,
  takerRate: '0.0005',
  makerRate: '0.0002',
  defaultLeverage: 20,
  maintenanceRate: '0.01',
  reduceOnlyExcess: 'clip',
  reduceOnlyCounts: 'plain',
  marketTakeBound: 'listed',
  priceBand: 'listed',
  priceBeyondBand: 'refuse',
  liquidation: 'on',
  liquidationFraction: '1',
  insuranceFund: 'endless',
  unknownParameters: 'refuse',
  triggerProtect: '0.05',
  childClientOrderId: 'same',
  clientOrderIdReuse: 'when-ended',
  gatewayChecks: 'exposure',
  matchAfterMs: 0,
  closePositionEnds: 'with-position',
  quantityStopEnds: 'never',
  countdownCancels: 'plain',
  maxPartialStops: 20,
  maxOpenOrders: 200,
  maxConditionalOrders: 100,
  fillEvents: 'account-first',
  linkEvents: 'after-child',
  unknownListenKey: 'refuse',
  marginCallRatio: '0.8',
  refusalsBeforeBan: 100,
  banMs: 120_000,
  banReply: 'code',
  retainUnfilledMs: 3 * dayMs,
  retainFilledMs: 90 * dayMs,
  keepVersionsMs: 600_000,
  journalLimit: 20_000,
};

/**
 * Bybit v5 linear, unified account. Sources: docs, Bybit v5: "Place Order", "Get Order History", "Rate Limit", "Enums
 * Definitions". What they leave open is assumed: margins are kept per settle coin, every coin is worth one dollar.
 */
export const bybitRules: VenueRules = {
  ...binanceRules,
  takerRate: '0.00055',
  defaultLeverage: 10,
  reduceOnlyExcess: 'clip-legs-too',
  reduceOnlyCounts: 'none',
  unknownParameters: 'ignore',
  clientOrderIdReuse: 'never',
  closePositionEnds: 'never',
  priceBeyondBand: 'adjust',
  maxOpenOrders: 500,
  maxConditionalOrders: 10,
  fillEvents: 'order-first',
  retainUnfilledMs: dayMs,
  retainFilledMs: 730 * dayMs,
};
