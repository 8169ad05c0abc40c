import type { Facts, IntentAnswer, NewOrder, NewPage, NewPosition, OrderChange, PositionChange, SignalChange } from '@breakwater/core';

/** Facts with one change a row: a statement can write a row once only (libs/db/src/fact-rows.ts says the same). */
export interface FoldedFacts {
  readonly answers: ReadonlyMap<string, IntentAnswer>;
  readonly missed: ReadonlySet<string>;
  readonly newPositions: ReadonlyMap<string, NewPosition>;
  readonly positions: ReadonlyMap<string, PositionChange>;
  readonly newOrders: ReadonlyMap<string, NewOrder>;
  readonly orders: ReadonlyMap<string, OrderChange>;
  readonly signals: ReadonlyMap<string, SignalChange>;
  readonly pages: readonly NewPage[];
}

/**
 * The later of two facts about one row wins, milliseconds add up; a change of a row that is new in the same facts is found
 * by its id and becomes part of the new row.
 */
export function foldFacts(facts: Facts): FoldedFacts {
  return {
    answers: new Map((facts.answers ?? []).map((answer) => [answer.intentId, answer])),
    missed: new Set(facts.missedIntentIds),
    newPositions: byId(facts.newPositions, (_, later) => later),
    positions: byId(facts.positions, (before, later) => ({ ...before, ...later, addBareMs: (before.addBareMs ?? 0) + (later.addBareMs ?? 0) })),
    newOrders: byId(facts.newOrders, (_, later) => later),
    orders: byId(facts.orders, (before, later) => ({ ...before, ...later })),
    signals: byId(facts.signals, (_, later) => later),
    pages: [...new Map((facts.pages ?? []).map((page) => [page.subject, page])).values()],
  };
}

function byId<Row extends { readonly id: string }>(rows: readonly Row[] = [], fold: (before: Row, later: Row) => Row): Map<string, Row> {
  const found = new Map<string, Row>();
  for (const row of rows) {
    const before = found.get(row.id);
    found.set(row.id, before === undefined ? row : fold(before, row));
  }
  return found;
}
