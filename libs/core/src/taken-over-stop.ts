import type { OrderRecord, OrderReport } from './order.ts';

/**
 * A protective stop that another program placed and that became ours by an import: it counts, is replaced and is taken away as if we had placed it.
 * Its row keeps the id that it was given there, so neither our client ids nor their generations tell it: taken over stops have
 * generation 0 and below, our own begin with 1. So each of ours is newer, and the fence's rule about the newest (I5) holds for both alike.
 */
export function isTakenOver({ role, generation }: Pick<OrderRecord, 'role' | 'generation'>): boolean {
  return role === 'stop' && generation <= 0;
}

/** The id by which the books name an order of others: its client order id or, where it was given none (Bybit), the exchange's. */
export function nameOfOrder({ clientOrderId, exchangeOrderId }: Pick<OrderReport, 'clientOrderId' | 'exchangeOrderId'>): string {
  return clientOrderId === '' ? exchangeOrderId : clientOrderId;
}

/**
 * Whether an order can be cancelled by itself. A stop that is part of a position (Bybit, POST /v5/position/trading-stop) cannot: it follows the
 * position's size and goes with it.
 */
export function isCancellable({ list }: Pick<OrderRecord, 'list'>): boolean {
  return list !== 'position';
}
