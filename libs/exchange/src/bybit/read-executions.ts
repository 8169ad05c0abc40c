import { EXECUTIONS_KEPT_MS, type FillReport, ZERO } from '@breakwater/core';
import { Unreadable } from '../unreadable.ts';
import { byOccurrence, executionIdOf, parseExecution } from './parse-execution.ts';
import { readClosedProfits } from './read-closed-profits.ts';
import { readPages } from './read-pages.ts';
import { readIsHedged } from './read-position-mode.ts';
import type { Session } from './session.ts';
import { type ClosedProfit, shareProfits } from './share-profits.ts';

const DAY_MS = 86_400_000;
/** Bybit v5, GET /v5/execution/list: startTime and endTime lie at most 7 days apart; 100 rows a page at most. */
const WINDOW_MS = 7 * DAY_MS;
const PAGE_ROWS = 100;

export interface ExecutionQuestion {
  readonly symbol: string;
  /** The coin that fees are paid in. */
  readonly settleCoin: string;
  /** Exchange time. */
  readonly sinceMs: number;
  readonly nowMs: number;
}

/**
 * All executions of one symbol from `sinceMs` to now, oldest first, of every type: liquidations and auto-deleveragings are none of
 * type `Trade`. Throws `Unreadable` if any page does not answer, or if the exchange no longer keeps what is asked for.
 */
export async function readExecutions(session: Session, { symbol, settleCoin, sinceMs, nowMs }: ExecutionQuestion): Promise<readonly FillReport[]> {
  if (sinceMs < nowMs - EXECUTIONS_KEPT_MS.bybit) throw new Unreadable('executions: older than the exchange keeps them');
  const isHedged = await readIsHedged(session, symbol);
  const found = new Map<string, unknown>();
  const profits: ClosedProfit[] = [];
  for (let startTime = sinceMs; startTime <= nowMs; startTime += WINDOW_MS) {
    const rows = await readPages(session, {
      endpoint: 'readExecutions',
      parameters: { category: 'linear', symbol, startTime, endTime: startTime + WINDOW_MS - 1, limit: PAGE_ROWS },
      what: 'executions',
      parse: (value) => value,
      idOf: executionIdOf,
    });
    for (const row of rows) found.set(executionIdOf(row), row);
    if (rows.some((row) => parseExecution(row, { isHedged, settleCoin })?.closedQuantity.gt(ZERO))) {
      profits.push(...(await readClosedProfits(session, { symbol, startTime, endTime: startTime + WINDOW_MS - 1 })));
    }
  }
  const executions = [...found.values()].map((row) => parseExecution(row, { isHedged, settleCoin })).filter((execution) => execution !== null);
  if (executions.some(({ fill }) => fill.symbol !== symbol)) throw new Unreadable(`executions: of another symbol than ${symbol}`);
  return shareProfits(executions.filter(({ fill }) => fill.atMs >= sinceMs).sort(byOccurrence), profits);
}
