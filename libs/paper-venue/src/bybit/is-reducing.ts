import type { VenueRequest } from '../venue-request.ts';

/** A body as an object, empty if it is none. */
export function readFields(body: string): Record<string, unknown> {
  // A read has none: an exception for each would cost more than the rest of it.
  if (body === '') return {};
  try {
    const value: unknown = JSON.parse(body);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Whether an order can only make a position smaller: it says so, or it is of the closing side of a leg. */
export function isReducingOrder(fields: unknown): boolean {
  if (fields === null || typeof fields !== 'object') return false;
  const { reduceOnly, closeOnTrigger, positionIdx, side } = fields as Record<string, unknown>;
  if (String(reduceOnly) === 'true' || String(closeOnTrigger) === 'true') return true;
  return (String(positionIdx) === '1' && side === 'Sell') || (String(positionIdx) === '2' && side === 'Buy');
}

/** Whether a request places no order that could make a position larger. Of a batch, one leg is enough: the others are refused in their place. */
export function isReducingRequest({ path, body }: VenueRequest): boolean {
  const fields = readFields(body);
  if (path === '/v5/order/create') return isReducingOrder(fields);
  if (path !== '/v5/order/create-batch') return true;
  return Array.isArray(fields['request']) && fields['request'].some(isReducingOrder);
}
