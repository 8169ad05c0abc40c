import { type EndedPosition, endedFacts, isLive, type Leg, type OldPosition, type SymbolKey } from '@breakwater/core';
import { holdKey } from './hold-key.ts';
import type { Ports } from './ports.ts';

/** So many rows are written in one statement: its claim lasts only so long. */
const ROWS_AT_ONCE = 200;

/**
 * Writes positions of one key that are over, under its claim. A row that stands already is not written again. Returns why
 * nothing, or not all, was written: somebody has the key; null when all of it is in the books.
 */
export async function importEnded(ports: Ports, key: SymbolKey, leg: (old: OldPosition) => Leg, ended: readonly EndedPosition[]): Promise<string | null> {
  let end: string | null = 'not begun';
  const verdict = await holdKey(ports, key, async (held) => {
    end = null;
    // Taking the claim took its due time: a position of the key that lives may follow the price.
    if ((await ports.store.readKey(key)).positions.some(({ status }) => isLive(status))) held.wishAttention(0);
    for (const some of chunksOf(ended)) {
      const legs = Map.groupBy(some, leg);
      for (const [one, rows] of legs) if (end === null && (await ports.store.record(held.claim, endedFacts(key, one, rows))) === 'deposed') end = 'another worker took the key over';
    }
    return { type: 'done', summary: end ?? 'imported' };
  });
  return end === 'not begun' && 'reason' in verdict ? verdict.reason : end;
}

function chunksOf<Row>(rows: readonly Row[]): Row[][] {
  return Array.from({ length: Math.ceil(rows.length / ROWS_AT_ONCE) }, (_, index) => rows.slice(index * ROWS_AT_ONCE, (index + 1) * ROWS_AT_ONCE));
}
