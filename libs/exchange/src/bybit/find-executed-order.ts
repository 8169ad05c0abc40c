import { type OrderReport, sumOf, ZERO } from '@breakwater/core';
import { Row } from '../row.ts';
import { Unreadable } from '../unreadable.ts';
import { nameForcedOrder } from './name-forced-order.ts';
import { byOccurrence, executionIdOf, parseExecution } from './parse-execution.ts';
import { readPages } from './read-pages.ts';
import { readIsHedged } from './read-position-mode.ts';
import type { Session } from './session.ts';

/**
 * An order that no list of orders has any more, or ever had, told by its executions: a settlement is "recorded as a trade but
 * not as an order" (Bybit v5, createType). Null when it has none. Throws `Unreadable` for an answer about another order.
 */
export async function findExecutedOrder(session: Session, symbol: string, exchangeOrderId: string): Promise<OrderReport | null> {
  const rows = await readPages(session, {
    endpoint: 'readExecutions',
    parameters: { category: 'linear', symbol, orderId: exchangeOrderId, limit: 100 },
    what: 'executions',
    parse: (value) => value,
    idOf: executionIdOf,
  });
  if (rows.length === 0) return null;
  const isHedged = await readIsHedged(session, symbol);
  const executions = rows.map((value) => parseExecution(value, { isHedged, settleCoin: '' })).filter((execution) => execution !== null).sort(byOccurrence);
  const [first] = executions;
  const last = executions.at(-1);
  if (first === undefined || last === undefined) return null;
  if (executions.some(({ fill }) => fill.symbol !== symbol || fill.exchangeOrderId !== exchangeOrderId)) throw new Unreadable('answered with another order');
  const row = new Row(rows[0], 'execution');
  const executedQuantity = sumOf(executions.map(({ fill }) => fill.quantity));
  const isWhole = last.leavesQuantity.eq(ZERO);
  return {
    symbol,
    list: 'plain',
    clientOrderId: (row.has('orderLinkId') ? row.label('orderLinkId') : '') || nameForcedOrder(row, exchangeOrderId),
    exchangeOrderId,
    childOrderId: null,
    side: first.fill.side,
    leg: first.fill.leg,
    kind: 'other',
    status: isWhole ? 'filled' : 'canceled',
    quantity: executedQuantity.plus(last.leavesQuantity),
    executedQuantity,
    averagePrice: null,
    triggerPrice: null,
    triggerType: null,
    // The executions do not tell it.
    reduceOnly: false,
    closesPosition: false,
    createdAtMs: first.fill.atMs,
    updatedAtMs: last.fill.atMs,
  };
}
