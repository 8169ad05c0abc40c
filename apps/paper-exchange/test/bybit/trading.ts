/** Requests that many tests make, on TAGUSDT (last price 0.0003544, tick 0.0000001, step 10). */
import type { BybitVenue } from './bybit-venue.ts';

export const symbol = 'TAGUSDT';
export const linear = { category: 'linear', symbol } as const;

/** Places an order and returns the envelope. */
export function create(venue: BybitVenue, fields: Readonly<Record<string, unknown>>): any {
  return venue.post('/v5/order/create', { ...linear, side: 'Buy', orderType: 'Market', qty: '20000', ...fields });
}

/** Places a reduce-only stop of a long position below the price. */
export function stop(venue: BybitVenue, fields: Readonly<Record<string, unknown>> = {}): any {
  return create(venue, { side: 'Sell', triggerPrice: '0.0003473', triggerDirection: 2, reduceOnly: true, ...fields });
}

/** The one order of a name, wherever it is in its life; `undefined` if the venue knows none. */
export function find(venue: BybitVenue, orderLinkId: string): any {
  return venue.get('/v5/order/realtime', { category: 'linear', orderLinkId }).result.list[0];
}

/** The open orders of the contract, the newest first. */
export function listOpen(venue: BybitVenue): any[] {
  return venue.get('/v5/order/realtime', linear).result.list;
}

/** The row of the contract's position, flat or not. */
export function position(venue: BybitVenue, of = symbol): any {
  return venue.get('/v5/position/list', { category: 'linear', symbol: of }).result.list[0];
}

/** Sets stop and take-profit of the position. Returns the envelope. */
export function tradingStop(venue: BybitVenue, fields: Readonly<Record<string, unknown>>): any {
  return venue.post('/v5/position/trading-stop', { ...linear, tpslMode: 'Full', positionIdx: 0, ...fields });
}
