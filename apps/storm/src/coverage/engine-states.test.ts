import { expect, test } from 'vitest';
import { createMemoryBooks, type PositionRow } from '../memory/memory-books.ts';
import { engineState } from './engine-states.ts';

const key = { exchange: 'bybit', account: 'main', symbol: 'ETHUSDT' } as const;

function stateOf(...rows: readonly Pick<PositionRow, 'leg' | 'status' | 'bareSinceMs'>[]): string {
  const books = createMemoryBooks();
  for (const row of rows) books.positions.set(row.leg, { ...row, keyText: 'bybit.main.ETHUSDT' } as PositionRow);
  return engineState(books, key);
}

test('of two legs the one tells the state of a symbol of which more is to come', () => {
  const calm = { leg: 'long', status: 'open', bareSinceMs: null } as const;
  expect(stateOf()).toBe('idle');
  expect(stateOf(calm)).toBe('protected');
  expect(stateOf({ leg: 'short', status: 'open', bareSinceMs: 1 }, calm)).toBe('bare');
  expect(stateOf(calm, { leg: 'short', status: 'opening', bareSinceMs: null })).toBe('waiting');
  expect(stateOf({ leg: 'short', status: 'closing', bareSinceMs: null }, { ...calm, bareSinceMs: 1 })).toBe('exiting');
  expect(stateOf({ leg: 'short', status: 'closed', bareSinceMs: null })).toBe('idle');
});
