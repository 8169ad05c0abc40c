import { isTerminal } from '../order.ts';
import { ZERO } from '../decimal.ts';
import type { PositionRecord, PositionReport } from '../position.ts';
import type { Step } from '../step.ts';
import type { Sight } from './sight.ts';

/**
 * A row whose entry has no confirmed fill. While the entry may still turn up the row keeps its key and its slot; an
 * entry that never existed keeps them a while longer, because a late fill always wins.
 */
export function judgeOpening(sight: Sight, row: PositionRecord, report: PositionReport): Step[] {
  const { bounds } = sight.rules;
  const entry = sight.records.orders.find((order) => order.positionId === row.id && order.role === 'entry');
  const isUnanswered = sight.records.intents.some((intent) => intent.orderId !== null && intent.orderId === entry?.id);
  if (isUnanswered || (entry !== undefined && !isTerminal(entry.status))) {
    return [{ type: 'wait', why: 'the entry has no final answer yet', forMs: 1_000 }];
  }
  const provenAtMs = (entry?.createdAtMs ?? row.createdAtMs) + bounds.entryWindowMs + bounds.fenceSkewMs + bounds.notFindableMs;
  const heldUntilMs = entry === undefined || entry.status === 'rejected' ? 0 : provenAtMs + bounds.neverFilledHoldMs;
  if (sight.records.nowMs < heldUntilMs) {
    return [{ type: 'wait', why: 'the entry was not found; its fill may only be late', forMs: heldUntilMs - sight.records.nowMs }];
  }
  return [
    {
      type: 'record',
      why: 'the entry never stood: close its row',
      facts: {
        positions: [{ id: row.id, status: 'closed', closeReason: 'never_filled', closedAtMs: sight.beganAtMs, realisedPnl: ZERO }],
        events: [{ positionId: row.id, type: 'position_never_filled', evidence: entry?.status === 'rejected' ? 'E1' : 'E5', data: { atExchange: report.quantity.toFixed() } }],
        ...(row.signalId === null ? {} : { signals: [{ id: row.signalId, outcome: 'failed' as const, reason: 'the entry never stood' }] }),
      },
    },
  ];
}
