import { bookReport } from '../book-report.ts';
import { decimalText } from '../decimal.ts';
import { changedPosition, type Facts, mergeFacts } from '../facts.ts';
import { isTerminal, type OrderRecord, type OrderReport } from '../order.ts';
import { isLive, type PositionRecord } from '../position.ts';
import { placementOutcome } from '../resolve.ts';
import { reportOf, type Sight } from './sight.ts';

/** What the exchange says of our own orders and the books do not. No facts when there is no news. */
export function bookNews(sight: Sight): Facts {
  const positions = new Map(sight.records.positions.map((position) => [position.id, position]));
  const news: Facts[] = [];
  const orders = sight.records.orders.filter((order) => order.role !== 'foreign' && (!isTerminal(order.status) || order.status === 'never_existed'));
  for (const order of orders.sort(byOrigin)) {
    const report = reportOf(sight, order.id);
    if (report === null) continue;
    const position = order.positionId === null ? undefined : positions.get(order.positionId);
    const facts = isKeyTaken(position, report, [...positions.values()]) ? bookOrderAlone(sight, order, report) : bookReport(order, report, position ?? null, 'E1');
    news.push(answerPlacement(sight, order, report), facts);
    // Each report is read against what the ones before it changed, so that nothing is counted twice.
    for (const change of facts.positions ?? []) {
      const before = positions.get(change.id);
      if (before !== undefined) positions.set(change.id, changedPosition(before, change));
    }
  }
  return mergeFacts(news);
}

/** An order that is shown has arrived: what placed it is answered with the same facts, and no row ends while that is open (I6). */
function answerPlacement(sight: Sight, order: OrderRecord, report: OrderReport): Facts {
  const placed = sight.records.intents.filter(({ kind, orderId }) => kind === 'place' && orderId === order.id);
  return placed.length === 0 ? {} : { answers: placed.map(({ id }) => ({ intentId: id, outcome: placementOutcome(report), evidence: 'E1', answer: { found: report.exchangeOrderId } })) };
}

/** A fill so late that another row has the key by now: its own row cannot live again beside that one (I1). */
function isKeyTaken(position: PositionRecord | undefined, report: OrderReport, all: readonly PositionRecord[]): boolean {
  if (position === undefined || isLive(position.status) || report.executedQuantity.eq('0')) return false;
  return all.some((other) => other.id !== position.id && other.leg === position.leg && isLive(other.status));
}

function bookOrderAlone(sight: Sight, order: OrderRecord, report: OrderReport): Facts {
  const facts = bookReport(order, report, null, 'E1');
  if (facts.orders === undefined) return facts;
  const text = `${sight.key.symbol}: an entry that was given up filled ${decimalText(report.executedQuantity)} after all, and another position has the key: both are one at the exchange.`;
  return {
    ...facts,
    events: [{ positionId: order.positionId, type: 'late_fill_on_taken_key', evidence: 'E1', data: { clientOrderId: order.clientOrderId, executed: decimalText(report.executedQuantity) } }],
    pages: [{ subject: `late-fill.${order.id}`, text }],
  };
}

/** Entries before the stops that protect them, older before newer: the same whatever order the rows arrive in. */
function byOrigin(a: OrderRecord, b: OrderRecord): number {
  return Number(b.role === 'entry') - Number(a.role === 'entry') || a.generation - b.generation || (a.id < b.id ? -1 : 1);
}
