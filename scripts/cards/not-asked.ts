import type { ExchangeId } from '@breakwater/core';
import type { VenueRules } from '@breakwater/paper';

/** An assumption that no card asks about, and why. */
export interface NotAsked {
  readonly venues: readonly ExchangeId[];
  readonly what: string;
  readonly why: string;
  /** The rule of the paper exchange that holds it, if one does. */
  readonly rule?: keyof VenueRules;
}

const BOTH = ['binance', 'bybit'] as const;

/** What stays assumed. A test holds this list and the cards against the rules of the paper exchange: each is in one of them. */
export const NOT_ASKED: readonly NotAsked[] = [
  { venues: BOTH, what: 'The share of a position that one step of a liquidation closes.', rule: 'liquidationFraction', why: 'An account of a size that is liquidated in steps would have to be ruined.' },
  { venues: BOTH, what: 'How far back a lagging read can reach.', rule: 'keepVersionsMs', why: 'It is a bound of the paper exchange itself; `read-lag` measures how much reads lag.' },
  { venues: ['bybit'], what: 'One maintenance rate for all sizes.', rule: 'maintenanceRate', why: 'The paper exchange does not serve the endpoint that tells the rates (market/risk-limit).' },
  { venues: ['binance'], what: 'The share of its margin at which an account is called.', rule: 'marginCallRatio', why: 'An account would have to be brought near to its liquidation.' },
  { venues: ['binance'], what: 'How many refused requests lead to a ban.', rule: 'refusalsBeforeBan', why: 'The address that asks would be banned, for everybody behind it.' },
  { venues: ['binance'], what: 'For how long an address is banned.', rule: 'banMs', why: 'As before.' },
  { venues: ['binance'], what: 'What a banned address is told with its 418.', rule: 'banReply', why: 'As before: the adapter reads the status alone.' },
  { venues: ['binance'], what: 'A plain client order id is unique among the open orders of its contract, not of the account.', why: 'A second contract would have to be traded; ids of the fleet are never the same for two.' },
  { venues: ['binance'], what: 'Ids of conditional orders count over the whole exchange.', why: 'As before; the books take them for unique within their contract and list alone.' },
  { venues: BOTH, what: 'In hedge mode, an order that closes a leg never turns it over.', why: 'The position mode of the account would have to be changed.' },
  { venues: ['binance'], what: '-1016 while the exchange is under maintenance, -5000 for a path that is not there, -1101 for a parameter that comes twice.', why: 'The first cannot be brought about, and ccxt sends neither of the others.' },
  { venues: ['binance'], what: '-5037 for `priceMatch`, -5039 for a `selfTradePreventionMode`, -1115 for `GTD`, -1106 for `goodTillDate`.', why: 'The exchange honours them: the paper exchange refuses what it would not do.' },
];
