import { EXECUTIONS_KEPT_MS, type FillReport } from '@breakwater/core';
import { parseList } from '../read-list.ts';
import { Unreadable } from '../unreadable.ts';
import type { QueryParameters } from './endpoints.ts';
import { parseTrade } from './parse-trade.ts';
import type { Session } from './session.ts';

const DAY_MS = 86_400_000;
/** Binance USD-M, GET /fapi/v1/userTrades: startTime and endTime lie at most 7 days apart; 1000 rows at most. */
const WINDOW_MS = 7 * DAY_MS;
const PAGE_ROWS = 1_000;

/**
 * All executions of one symbol from `sinceMs` (exchange time) to now, oldest first. Throws `Unreadable` if any page does
 * not answer, or if the exchange no longer keeps what is asked for. `nowMs` is the exchange's time.
 */
export async function readExecutions(session: Session, symbol: string, sinceMs: number, nowMs: number): Promise<readonly FillReport[]> {
  if (sinceMs < nowMs - EXECUTIONS_KEPT_MS.binance) throw new Unreadable('executions: older than the exchange keeps them');
  const found = new Map<string, FillReport>();
  for (let startMs = sinceMs; startMs <= nowMs; startMs += WINDOW_MS) {
    await readWindow(session, symbol, startMs, startMs + WINDOW_MS - 1, found);
  }
  return [...found.values()].filter((fill) => fill.atMs >= sinceMs).sort(byTimeThenId);
}

/** Adds the executions of one window. Pages overlap by one instant, so that none can fall between two. */
async function readWindow(session: Session, symbol: string, startMs: number, endMs: number, found: Map<string, FillReport>): Promise<void> {
  let page: QueryParameters = { startTime: String(startMs), endTime: String(endMs) };
  let fromMs = startMs;
  for (;;) {
    const rows = parseList(await session.read('readTrades', { symbol, ...page, limit: String(PAGE_ROWS) }), 'trades', parseTrade).sort(byTimeThenId);
    if (rows.some((row) => row.symbol !== symbol)) throw new Unreadable(`trades: of another symbol than ${symbol}`);
    for (const row of rows) found.set(row.tradeId, row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_ROWS || last.atMs > endMs) return;
    // One instant that fills a whole page cannot be left by time: go on by id from there.
    page = last.atMs > fromMs ? { startTime: String(last.atMs), endTime: String(endMs) } : { fromId: String(BigInt(last.tradeId) + 1n) };
    fromMs = last.atMs;
  }
}

function byTimeThenId(a: FillReport, b: FillReport): number {
  return a.atMs - b.atMs || (BigInt(a.tradeId) < BigInt(b.tradeId) ? -1 : 1);
}
