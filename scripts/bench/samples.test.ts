import { describe, expect, it } from 'vitest';
import { addSamples, noSamples, ratioOf, spreadOf } from './samples.ts';

describe('the figures of a bench', () => {
  it('are single positions, not averages', () => {
    expect(spreadOf([30, 10, 20, 400])).toEqual({ p50: 20, p99: 400, max: 400 });
  });

  it('compare with the floor to two digits', () => {
    expect(ratioOf({ p50: 30, p99: 45, max: 50 }, { p50: 23, p99: 30, max: 31 })).toEqual({ p50: 1.3, p99: 1.5 });
  });

  it('have no ratio to a floor of nothing', () => {
    expect(ratioOf({ p50: 30, p99: 45, max: 50 }, spreadOf([]))).toEqual({ p50: null, p99: null });
  });

  it('gather the positions of all rounds', () => {
    const all = noSamples();
    addSamples(all, { entryMs: [1], bareMs: [2] });
    addSamples(all, { entryMs: [3], bareMs: [4] });
    expect(all).toEqual({ entryMs: [1, 3], bareMs: [2, 4] });
  });
});
