import { type Decimal, decimalText, ZERO } from './decimal.ts';
import type { Facts, OrderChange, PositionChange } from './facts.ts';
import type { EvidenceGrade } from './evidence.ts';
import { isTerminal, mayBecome, type OrderRecord, type OrderReport } from './order.ts';
import type { PositionRecord } from './position.ts';

/**
 * What an order report changes in the books: the reply to a request, a look-up after a lost reply and an audit all end
 * here, so the same news always reads the same.
 *
 * `position` is the row that the order belongs to. Returns no facts when the books already say so.
 */
export function bookReport(order: OrderRecord, report: OrderReport, position: PositionRecord | null, evidence: EvidenceGrade): Facts {
  const change = orderChange(order, report);
  if (change === null) return {};
  const orderFacts: Facts = { orders: [change] };
  if (position === null) return orderFacts;
  if (order.role === 'entry') return { ...orderFacts, ...bookEntry(order, report, position, evidence) };
  if (order.role === 'stop') return { ...orderFacts, ...bookStop(order, report, position, evidence) };
  return { ...orderFacts, events: [{ positionId: position.id, type: `${order.role}_${report.status}`, evidence, data: told(order, report) }] };
}

function orderChange(order: OrderRecord, report: OrderReport): OrderChange | null {
  const changes: OrderChange = {
    id: order.id,
    // Lists lag: a stale one may still show as resting what has triggered, or as live what has ended.
    ...(mayBecome(order.status, report.status) ? { status: report.status } : {}),
    ...(order.exchangeOrderId === null ? { exchangeOrderId: report.exchangeOrderId, acceptedAtMs: report.createdAtMs } : {}),
    ...(report.childOrderId === null || report.childOrderId === order.childOrderId ? {} : { childOrderId: report.childOrderId }),
    // Cumulative: an older report never shrinks what a newer one said.
    ...(report.executedQuantity.gt(order.executedQuantity)
      ? { executedQuantity: report.executedQuantity, ...(report.averagePrice === null ? {} : { averagePrice: report.averagePrice }) }
      : {}),
  };
  return Object.keys(changes).length > 1 ? changes : null;
}

function bookEntry(order: OrderRecord, report: OrderReport, position: PositionRecord, evidence: EvidenceGrade): Facts {
  const executed = report.executedQuantity;
  const isUnfilled = position.status === 'opening' || (position.status === 'closed' && position.closeReason === 'never_filled');
  // Without an average price the row is opened from the executions themselves (see judge-opening.ts).
  if (isUnfilled && executed.gt(ZERO) && report.averagePrice !== null) {
    return openRow(position, { quantity: executed, entryPrice: report.averagePrice, atMs: report.updatedAtMs }, evidence, told(order, report));
  }
  if (position.status === 'opening' && isTerminal(report.status) && executed.eq(ZERO)) {
    const why = `the exchange ended the entry unfilled (${report.status})`;
    return {
      positions: [{ id: position.id, status: 'closed', closeReason: 'never_filled', closedAtMs: report.updatedAtMs, realisedPnl: ZERO }],
      events: [{ positionId: position.id, type: 'position_never_filled', evidence, data: told(order, report) }],
      ...signalFacts(position, 'failed', why),
    };
  }
  if (position.status === 'open' && executed.gt(order.executedQuantity)) {
    return {
      positions: [{ id: position.id, quantity: position.quantity.plus(executed.minus(order.executedQuantity)) }],
      events: [{ positionId: position.id, type: 'entry_filled_further', evidence, data: told(order, report) }],
    };
  }
  return { events: [{ positionId: position.id, type: `entry_${report.status}`, evidence, data: told(order, report) }] };
}

/** An entry has filled: its row is open, or open again because a late fill always wins, and the bare clock runs (I4). */
export function openRow(
  position: PositionRecord,
  filled: { readonly quantity: Decimal; readonly entryPrice: Decimal; readonly atMs: number },
  evidence: EvidenceGrade,
  data: Readonly<Record<string, string>>,
): Facts {
  const { quantity, entryPrice, atMs } = filled;
  const isReopened = position.status === 'closed';
  return {
    positions: [{ id: position.id, status: 'open', quantity, entryPrice, firstFillAtMs: atMs, bareSinceMs: atMs, ...(isReopened ? { realisedPnl: null } : {}) }],
    events: [{ positionId: position.id, type: isReopened ? 'position_reopened' : 'position_opened', evidence, data }],
    ...signalFacts(position, 'opened', `filled ${decimalText(quantity)} at ${decimalText(entryPrice)}`),
  };
}

function bookStop(order: OrderRecord, report: OrderReport, position: PositionRecord, evidence: EvidenceGrade): Facts {
  const isNew = report.status === 'resting' && mayBecome(order.status, 'resting');
  const clock = isNew ? (coversWhole(order, position) ? stopBareClock(position, report.createdAtMs) : null) : startBareClock(order, report, position);
  return {
    ...(clock === null ? {} : { positions: [clock] }),
    events: [
      {
        positionId: position.id,
        type: isNew ? 'stop_placed' : `stop_${report.status}`,
        evidence,
        data: { ...told(order, report), ...(clock?.addBareMs === undefined ? {} : { bareMs: clock.addBareMs }) },
      },
    ],
  };
}

/** A stop that ended unfilled and not by us leaves its position bare from that instant on; null when it does not. */
function startBareClock(order: OrderRecord, report: OrderReport, position: PositionRecord): PositionChange | null {
  const isGone = order.status === 'resting' && (report.status === 'canceled' || report.status === 'expired' || report.status === 'rejected');
  const isBare = isGone && order.cancelIntendedAtMs === null && report.executedQuantity.eq(ZERO) && position.status === 'open' && position.bareSinceMs === null;
  return isBare ? { id: position.id, bareSinceMs: report.updatedAtMs } : null;
}

/** The change that stops a position's bare clock at an instant of the exchange's time (I4); null when it does not run. */
export function stopBareClock(position: PositionRecord, atMs: number): PositionChange | null {
  if (position.bareSinceMs === null) return null;
  return {
    id: position.id,
    bareSinceMs: null,
    addBareMs: Math.max(0, atMs - position.bareSinceMs),
    ...(position.protectedAtMs === null ? { protectedAtMs: atMs } : {}),
  };
}

/** Whether a stop that has just been accepted covers all that the position holds. */
function coversWhole(order: OrderRecord, position: PositionRecord): boolean {
  const isWhole = order.closesPosition || (order.quantity !== null && order.quantity.gte(position.quantity));
  return isWhole && order.cancelIntendedAtMs === null;
}

function signalFacts(position: PositionRecord, outcome: 'opened' | 'failed', reason: string): Facts {
  return position.signalId === null ? {} : { signals: [{ id: position.signalId, outcome, reason }] };
}

function told(order: OrderRecord, report: OrderReport): Record<string, string> {
  return {
    clientOrderId: order.clientOrderId,
    exchangeOrderId: report.exchangeOrderId,
    status: report.status,
    executed: decimalText(report.executedQuantity),
    ...(report.averagePrice === null ? {} : { averagePrice: decimalText(report.averagePrice) }),
    ...(order.triggerPrice === null ? {} : { triggerPrice: decimalText(order.triggerPrice) }),
  };
}
