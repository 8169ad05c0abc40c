import { BinanceError } from './binance-error.ts';
import type { Parameters } from './parameters.ts';

const dayMs = 86_400_000;
const widestWindowMs = 7 * dayMs;

/** What a listing needs to know about its rows to cut a page. */
interface PageRule<T> {
  readonly timeOf: (row: T) => number;
  readonly idOf: (row: T) => number;
  /** Name of the parameter that asks for rows from an id on. */
  readonly fromId: string;
  readonly defaultLimit: number;
}

/**
 * One page of a listing, oldest first. With an id: the rows from that id on. Else those between startTime and endTime,
 * which lie at most seven days apart; without both, the last seven days. At most 1000 rows: the newest of the window
 * unless a startTime or an id says where to begin. Throws -4165 for a window that is too wide.
 * Sources: docs, Binance USD-M, "All Orders", "Account Trade List", "Query All Algo Orders".
 */
export function selectPage<T>(rows: readonly T[], parameters: Parameters, nowMs: number, rule: PageRule<T>): T[] {
  const limit = Math.min(parameters.optionalInteger('limit') ?? rule.defaultLimit, 1000);
  const fromId = parameters.optionalInteger(rule.fromId);
  const startMs = parameters.optionalInteger('startTime');
  const endMs = parameters.optionalInteger('endTime');
  if (fromId !== null) return rows.filter((row) => rule.idOf(row) >= fromId).slice(0, limit);
  if (startMs !== null && endMs !== null && endMs < startMs) {
    throw new BinanceError(-1023, 'Start time is greater than end time.');
  }
  if (startMs !== null && endMs !== null && endMs - startMs > widestWindowMs) {
    throw new BinanceError(-4165, 'Invalid time interval');
  }
  const latestMs = endMs ?? (startMs === null ? nowMs : startMs + widestWindowMs);
  const earliestMs = startMs ?? latestMs - widestWindowMs;
  const inWindow = rows.filter((row) => rule.timeOf(row) >= earliestMs && rule.timeOf(row) <= latestMs);
  return startMs === null ? inWindow.slice(Math.max(0, inWindow.length - limit)) : inWindow.slice(0, limit);
}
