import { type KeyRecords, type OrderRecord, ZERO } from '@breakwater/core';
import type { Exchange } from './ports.ts';

/**
 * Whether what is held leaves open that an order of ours executed which no look-up finds (E4): an entry's position is larger than what is
 * booked, an exit's smaller, or it cannot be read. False for stops: one that rests changes nothing.
 */
export async function mayHaveExecuted(exchange: Exchange, { key, positions }: KeyRecords, order: OrderRecord): Promise<boolean> {
  const row = positions.find(({ id }) => id === order.positionId);
  if (row === undefined || order.list !== 'plain') return false;
  const reading = await exchange.readKey(key.symbol);
  if (reading.type === 'unreadable') return true;
  const report = reading.value.positions.find(({ leg }) => leg === row.leg);
  const held = report === undefined || report.side !== row.side ? ZERO : report.quantity;
  return order.role === 'entry' ? held.gt(order.bookedQuantity) : order.role === 'exit' && held.lt(row.quantity);
}
