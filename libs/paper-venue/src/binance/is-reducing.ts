import type { VenueRequest } from '../venue-request.ts';
import { readLegs } from './read-legs.ts';

/** Reads a parameter by its name; `null` when it is absent. */
type Read = (name: string) => string | null;

/**
 * Whether an order can only make a position smaller: it says so, or it is of the closing side of a leg, which is how hedge mode
 * says it. The venue lets these through when it is overloaded. Only a conditional order can close the whole position: of a plain one
 * the word says nothing. Source: docs, Binance USD-M, "Error Codes": -1008; "New Algo Order": closePosition.
 */
function isReducingOrder(read: Read, isConditional: boolean): boolean {
  if (read('reduceOnly')?.toLowerCase() === 'true' || (isConditional && read('closePosition')?.toLowerCase() === 'true')) return true;
  const leg = read('positionSide');
  return (leg === 'LONG' && read('side') === 'SELL') || (leg === 'SHORT' && read('side') === 'BUY');
}

/** As `isReducingOrder`, for a leg of a batch. */
export function isReducingLeg(leg: unknown): boolean {
  if (leg === null || typeof leg !== 'object') return false;
  const fields = leg as Record<string, unknown>;
  return isReducingOrder((name) => (fields[name] === undefined ? null : String(fields[name])), false);
}

/** Whether a request is one that the venue lets through when it is overloaded. Of a batch, one leg is enough: the others are refused in their place. */
export function isReducingRequest({ method, path }: VenueRequest, values: URLSearchParams): boolean {
  if (method === 'DELETE' || method === 'GET') return true;
  const legs = values.has('batchOrders') ? readLegs(values.get('batchOrders')) : null;
  return legs === null ? isReducingOrder((name) => values.get(name), path === '/fapi/v1/algoOrder') : legs.some(isReducingLeg);
}
