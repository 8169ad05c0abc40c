import { EXCHANGES } from '@breakwater/core';
import { describe, expect, test } from 'vitest';
import { reachableVenuePairs } from '../coverage/reachable-pairs.ts';
import { addReports, createSummary, missedPairs, renderJson } from './summary.ts';

const met = (...pairs: readonly string[]) => ({ seed: 1, violation: null, steps: 0, simulatedMs: 0, faults: [], pairs: pairs.map((pair) => [pair, 1] as const), passed: [] });

describe('what a run has not met', () => {
  test('is counted by venue: what was met at Binance alone is missed at Bybit', () => {
    const summary = createSummary();
    addReports(summary, [met('binance: wire drop-reply × entering')]);
    const missed = missedPairs(summary, EXCHANGES);
    expect(missed).not.toContain('binance: wire drop-reply × entering');
    expect(missed).toContain('bybit: wire drop-reply × entering');
    expect(JSON.parse(renderJson(summary, 1, EXCHANGES))).toMatchObject({ pairsReachable: missed.length + 1, pairsHit: 1 });
  });

  test('is what can be met at the venues of the run, and nothing of the others', () => {
    expect(missedPairs(createSummary(), ['bybit'])).toEqual(reachableVenuePairs(['bybit']));
    expect(reachableVenuePairs(['bybit']).every((pair) => pair.startsWith('bybit: '))).toBe(true);
  });
});

test('the faults of all seeds are counted by kind', () => {
  const summary = createSummary();
  addReports(summary, [{ ...met(), faults: [['wire drop-reply', 2], ['front ban', 1]] }, { ...met(), faults: [['wire drop-reply', 3]] }]);
  expect(JSON.parse(renderJson(summary, 1, EXCHANGES))).toMatchObject({ faults: 6, faultsByKind: { 'front ban': 1, 'wire drop-reply': 5 } });
});
