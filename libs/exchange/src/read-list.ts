import type { PositionReport } from '@breakwater/core';
import { Unreadable } from './unreadable.ts';

/** A list row by row. Throws {@link Unreadable} for anything but a list, and with the first malformed row. */
export function parseList<T>(value: unknown, what: string, parse: (row: unknown) => T): T[] {
  if (!Array.isArray(value)) throw new Unreadable(`${what} is not a list`);
  return value.map(parse);
}

/** The rows, unless one is about another symbol: then the question was not the one that was answered ({@link Unreadable}). */
export function ofSymbol<T extends { readonly symbol: string }>(symbol: string, rows: readonly T[]): readonly T[] {
  const stranger = rows.find((row) => row.symbol !== symbol);
  if (stranger !== undefined) throw new Unreadable(`answered for ${stranger.symbol} instead of ${symbol}`);
  return rows;
}

/** "Flat" is a row that says 0. Without a row for the net leg or for both hedge legs nothing is known ({@link Unreadable}). */
export function assertAllLegs(positions: readonly PositionReport[]): void {
  const legs = positions.map((position) => position.leg).toSorted().join(' ');
  if (!['net', 'long short', 'long net short'].includes(legs)) throw new Unreadable(`positions: legs "${legs}"`);
}
