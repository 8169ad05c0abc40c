import { decimalText } from '@breakwater/core';
import { Row } from '../row.ts';
import { Unreadable } from '../unreadable.ts';
import { readPages } from './read-pages.ts';
import type { Session } from './session.ts';
import type { ClosedProfit } from './share-profits.ts';

/** Bybit v5, GET /v5/position/closed-pnl: 100 rows a page at most. */
const PAGE_ROWS = 100;

/** What each order closed in a window of at most seven days, and at what values. Throws `Unreadable` if any page does not answer. */
export function readClosedProfits(session: Session, window: { readonly symbol: string; readonly startTime: number; readonly endTime: number }): Promise<readonly ClosedProfit[]> {
  return readPages(session, {
    endpoint: 'readClosedProfits',
    parameters: { category: 'linear', ...window, limit: PAGE_ROWS },
    what: 'closed profits',
    parse: (value) => parseClosedProfit(value, window.symbol),
    // One order may have several records.
    idOf: ({ exchangeOrderId, closedQuantity, entryValue, exitValue, atMs }) => [exchangeOrderId, decimalText(closedQuantity), decimalText(entryValue), decimalText(exitValue), atMs].join(' '),
  });
}

function parseClosedProfit(value: unknown, symbol: string): ClosedProfit {
  const row = new Row(value, 'closed profit');
  if (row.text('symbol') !== symbol) throw new Unreadable(`closed profits: of another symbol than ${symbol}`);
  return {
    exchangeOrderId: row.text('orderId'),
    closedQuantity: row.decimal('closedSize'),
    entryValue: row.decimal('cumEntryValue'),
    exitValue: row.decimal('cumExitValue'),
    atMs: row.integer('updatedTime'),
  };
}
