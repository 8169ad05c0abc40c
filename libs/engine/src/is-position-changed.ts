import { type KeyRecords, type OrderRecord, ZERO } from '@breakwater/core';
import type { Exchange } from './ports.ts';

/**
 * Whether the exchange shows a position as it would be had an order of ours executed that no look-up finds: an entry's is larger than what
 * is booked, an exit's smaller (E4). A position that cannot be read explains nothing. False for stops: one that rests changes nothing.
 */
export async function isPositionChanged(exchange: Exchange, { key, positions }: KeyRecords, order: OrderRecord): Promise<boolean> {
  const row = positions.find(({ id }) => id === order.positionId);
  if (row === undefined || order.list !== 'plain') return false;
  const reading = await exchange.readKey(key.symbol);
  if (reading.type === 'unreadable') return true;
  const report = reading.value.positions.find(({ leg }) => leg === row.leg);
  const held = report === undefined || report.side !== row.side ? ZERO : report.quantity;
  return order.role === 'entry' ? held.gt(order.bookedQuantity) : order.role === 'exit' && held.lt(row.quantity);
}
