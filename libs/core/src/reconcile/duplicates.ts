import { ZERO } from '../decimal.ts';
import { isQuiet } from '../intent.ts';
import { isTerminal } from '../order.ts';
import type { PositionRecord } from '../position.ts';
import type { Step } from '../step.ts';
import type { Sight } from './sight.ts';

/**
 * Closes all live rows of one leg but one (I1). Nothing is sent to the exchange: there is only one position there.
 *
 * A row whose entry filled was written by the trade itself and outranks one whose entry may still fill, and that one a
 * row that was written on hearsay. Between equals the older wins, so that every worker, looking at the same rows, keeps
 * the same one.
 */
export function closeDuplicates(sight: Sight, rows: readonly PositionRecord[]): Step[] {
  // Nobody closes a row while a request of its key may still arrive (the fence, rule 6).
  if (!isQuiet(sight.records.intents, sight.records.nowMs)) return [{ type: 'wait', why: 'a request is unanswered; duplicates wait', forMs: 1_000 }];
  const rank = (row: PositionRecord): number => {
    const entry = sight.records.orders.find((order) => order.positionId === row.id && order.role === 'entry');
    if (entry === undefined) return 0;
    return entry.executedQuantity.gt(ZERO) ? 2 : isTerminal(entry.status) ? 0 : 1;
  };
  const [kept, ...duplicates] = [...rows].sort((a, b) => rank(b) - rank(a) || a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1));
  return duplicates.map((row) => ({
    type: 'record',
    why: `row ${row.id} is a duplicate of ${kept?.id ?? ''}: close it`,
    facts: {
      positions: [{ id: row.id, status: 'closed', closeReason: 'duplicate', closedAtMs: sight.beganAtMs, realisedPnl: null }],
      events: [{ positionId: row.id, type: 'duplicate_closed', evidence: null, data: { kept: kept?.id, symbol: sight.key.symbol } }],
    },
  }));
}
