import type { ExchangeId } from '@breakwater/core';

/** What a fault is told of. */
export type Match = Readonly<Record<string, string>>;

/** A refusal by a code of the venue. */
interface Refusal {
  readonly code: number;
  readonly httpStatus: number;
}

/** The requests of the fleet as a venue's wire has them, and in which words it refuses. */
export interface Wire {
  readonly order: Match;
  readonly stop: Match;
  readonly cancel: Match;
  /** Takes a stop away that is a part of a position; absent where there is no such. */
  readonly clear?: Match;
  readonly look: Match;
  /** Whatever answers with a list. */
  readonly reads: Match;
  /** Lists of positions and of waiting orders. */
  readonly lists: readonly Match[];
  readonly everything: Match;
  /** No margin, too late, too often. */
  readonly refusals: readonly Refusal[];
  /** The address is shut out for a while. */
  readonly ban: Refusal;
}

const binance = { venue: 'binance' } as const;
const bybit = { venue: 'bybit' } as const;

/** One wire for each exchange. On Bybit one endpoint takes all orders, and their client order ids say what they are. */
export const wires: Readonly<Record<ExchangeId, Wire>> = {
  binance: {
    order: { ...binance, method: 'POST', path: '/fapi/v1/order' },
    stop: { ...binance, method: 'POST', path: '/fapi/v1/algoOrder' },
    cancel: { ...binance, method: 'DELETE', path: '/fapi/v1/algoOrder' },
    look: { ...binance, method: 'GET' },
    reads: { ...binance, method: 'GET', path: '/fapi/v*' },
    lists: ['/fapi/v2/positionRisk', '/fapi/v3/positionRisk', '/fapi/v1/openAlgoOrders'].map((path) => ({ ...binance, method: 'GET', path })),
    everything: binance,
    refusals: [-2019, -1021, -1003].map((code) => ({ code, httpStatus: 400 })),
    ban: { code: -1003, httpStatus: 418 },
  },
  bybit: {
    order: { ...bybit, method: 'POST', path: '/v5/order/create', clientOrderIdPrefix: 'bwe' },
    stop: { ...bybit, method: 'POST', path: '/v5/order/create', clientOrderIdPrefix: 'bws' },
    cancel: { ...bybit, method: 'POST', path: '/v5/order/cancel' },
    clear: { ...bybit, method: 'POST', path: '/v5/position/trading-stop' },
    look: { ...bybit, method: 'GET' },
    reads: { ...bybit, method: 'GET', path: '/v5/*' },
    lists: ['/v5/position/list', '/v5/order/realtime'].map((path) => ({ ...bybit, method: 'GET', path })),
    everything: bybit,
    refusals: [110007, 10002, 10006].map((code) => ({ code, httpStatus: 200 })),
    ban: { code: 10006, httpStatus: 403 },
  },
};
