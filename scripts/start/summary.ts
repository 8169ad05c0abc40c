import type pg from 'pg';
import { countDuplicates, readLiveRows, readOutcomes, type LiveRow } from './read-books.ts';
import { EXCHANGES } from '@breakwater/core';
import { isProtected, keyOf, type ExchangeState, type Key } from './exchange-state.ts';

/** The state of the house, told by the books and by the exchange themselves; no worker is asked. */
export interface Summary {
  waves: number;
  signals: number;
  opened: number;
  skipped: number;
  failed: number;
  unknown: number;
  livePositions: number;
  exchangePositions: number;
  /** Live rows whose position has exactly one valid stop at the exchange, of its whole size. */
  protected: number;
  /** Keys with more than one live row (I1). */
  duplicates: number;
  /** Live rows whose key is flat at the exchange. */
  ghosts: number;
  /** Positions at the exchange without a live row. */
  orphans: number;
  /** For how long positions stood without a valid stop, by the exchange's own clock (I4). */
  bareMs: { p50: number; p99: number; max: number };
  exchangeCalls: number;
  /** Requests of which one too many was executed (I2), and increases that nobody meant (I3), as the exchange judges them. */
  duplicateExecutions: number;
  unintendedIncreases: number;
  /** The positions of the three counts above, by exchange. */
  exchanges: Record<string, { livePositions: number; exchangePositions: number; protected: number }>;
}

/** Reads the books and compares them with what the exchange says of itself. */
export async function summarise(client: pg.ClientBase, exchange: ExchangeState): Promise<Summary> {
  const outcomes = await readOutcomes(client);
  const rows = await readLiveRows(client);
  const held = new Set(exchange.positions.map(keyOf));
  const known = new Set(rows.map(keyOf));
  const covered = rows.filter((row) => isRowProtected(row, exchange));
  const at = (name: string, keys: readonly Key[]) => keys.filter((key) => key.exchange === name).length;
  return {
    ...outcomes,
    livePositions: rows.length,
    exchangePositions: exchange.positions.length,
    protected: covered.length,
    duplicates: await countDuplicates(client),
    ghosts: rows.filter((row) => !held.has(keyOf(row))).length,
    orphans: exchange.positions.filter((position) => !known.has(keyOf(position))).length,
    bareMs: { p50: percentile(exchange.bareMs, 0.5), p99: percentile(exchange.bareMs, 0.99), max: percentile(exchange.bareMs, 1) },
    exchangeCalls: exchange.calls,
    duplicateExecutions: exchange.duplicateExecutions,
    unintendedIncreases: exchange.unintendedIncreases,
    exchanges: Object.fromEntries(EXCHANGES.map((name) => [name, { livePositions: at(name, rows), exchangePositions: at(name, exchange.positions), protected: at(name, covered) }])),
  };
}

/** Whether all is well: every position recorded once, protected, and on both sides. */
export function isSound(summary: Summary): boolean {
  const { livePositions, exchangePositions, duplicates, ghosts, orphans, unknown, duplicateExecutions, unintendedIncreases } = summary;
  if (duplicates + ghosts + orphans + unknown + duplicateExecutions + unintendedIncreases > 0) return false;
  return livePositions > 0 && livePositions === exchangePositions && summary.protected === livePositions;
}

function isRowProtected(row: LiveRow, exchange: ExchangeState): boolean {
  const position = exchange.positions.find((one) => keyOf(one) === keyOf(row));
  return position !== undefined && isProtected(position, exchange.stops);
}

/** The smallest value that SHARE of the values do not exceed; 0 when there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
