import { describe, expect, test } from 'vitest';
import { aPosition, aSight, aSignal } from '@breakwater/testing/builders';
import { judgeSignal } from './judge-signal.ts';

const signal = aSignal({ id: 'signal-2', externalId: 's-2' });

describe('a selected signal whose key is held', () => {
  test('is a duplicate of the live row of another, and ends with an event that says who caught it', () => {
    expect(judgeSignal(aSight({ records: { positions: [aPosition()], signal } }))).toMatchObject([
      { type: 'record', facts: { signals: [{ id: 'signal-2', outcome: 'skipped_duplicate' }], events: [{ type: 'signal_skipped_duplicate', data: { signal: 's-2', caughtBy: 'plan' } }] } },
    ]);
  });

  test.each([
    ['its own row is live', [aPosition({ signalId: 'signal-2' })]],
    ['the row is closed', [aPosition({ status: 'closed' })]],
    ['the row is of another leg', [aPosition({ leg: 'short' })]],
    ['no row stands', []],
  ])('waits for its own job where %s', (_, positions) => {
    expect(judgeSignal(aSight({ records: { positions, signal } }))).toEqual([]);
  });

  test('is no concern where nothing was selected', () => {
    expect(judgeSignal(aSight({ records: { positions: [aPosition()] } }))).toEqual([]);
  });
});
