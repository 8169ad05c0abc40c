import type { PositionRecord } from '../position.ts';
import type { Step } from '../step.ts';
import type { Sight } from './sight.ts';

/**
 * Closes all live rows of one key but one (I1). Nothing is sent to the exchange: there is only one position there.
 *
 * A row whose entry order is known was written by the trade itself and outranks a row that was written on hearsay.
 * Between equals the older wins, so that every worker, looking at the same rows, keeps the same one.
 */
export function closeDuplicates(sight: Sight, rows: readonly PositionRecord[]): Step[] {
  const hasEntry = (row: PositionRecord): boolean =>
    sight.records.orders.some((order) => order.positionId === row.id && order.exchangeOrderId !== null && order.executedQuantity.gt('0'));
  const [kept, ...duplicates] = [...rows].sort(
    (a, b) => Number(hasEntry(b)) - Number(hasEntry(a)) || a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1),
  );
  return duplicates.map((row) => ({
    type: 'record',
    why: `row ${row.id} is a duplicate of ${kept?.id ?? ''}: close it`,
    facts: {
      positions: [{ id: row.id, status: 'closed', closeReason: 'duplicate', closedAtMs: sight.beganAtMs, realisedPnl: null }],
      events: [{ positionId: row.id, type: 'duplicate_closed', evidence: 'E2', data: { kept: kept?.id, symbol: sight.key.symbol } }],
    },
  }));
}
