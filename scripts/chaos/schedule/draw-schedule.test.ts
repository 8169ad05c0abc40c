import { EXCHANGES } from '@breakwater/core';
import { describe, expect, test } from 'vitest';
import { drawSchedule } from './draw-schedule.ts';
import { lieNames } from './draw-lie.ts';

describe('drawSchedule', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(drawSchedule(7, 2)).toEqual(drawSchedule(7, 2));
    expect(drawSchedule(7, 2)).not.toEqual(drawSchedule(8, 2));
  });

  test('has every kind of deed and as many lies as there are in each minute', () => {
    const deeds = drawSchedule(7, 2);
    for (const minute of [0, 1]) {
      const drawn = deeds.filter(({ atMs }) => Math.floor(atMs / 60_000) === minute).map(({ deed }) => deed);
      expect(new Set(drawn.map(({ kind }) => kind))).toEqual(new Set(deeds.map(({ deed }) => deed.kind)));
      expect(drawn.filter(({ kind }) => kind === 'lie')).toHaveLength(lieNames.length);
    }
  });

  test('happens at both exchanges: signals, hands, prices and lies', () => {
    const deeds = drawSchedule(7, 1).map(({ deed }) => deed);
    const signals = deeds.flatMap((deed) => (deed.kind === 'wave' ? deed.signals.map(({ exchange }) => exchange) : []));
    const happenings = deeds.flatMap((deed) => ('exchange' in deed ? [deed.exchange] : []));
    const lies = deeds.flatMap((deed) => (deed.kind === 'lie' ? [(deed.fault['match'] as { venue?: string }).venue] : []));
    for (const places of [signals, happenings, lies]) expect(new Set(places)).toEqual(new Set(EXCHANGES));
  });

  test('is in order, and ends with the time asked for', () => {
    const times = drawSchedule(7, 0.5).map(({ atMs }) => atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeLessThan(30_000);
  });

  test('makes pauses longer than every bound of the fence and every time-out of a request, and some longer than all time-outs', () => {
    const pauses = drawSchedule(7, 3).flatMap(({ deed }) => (deed.kind === 'pause' ? [deed.forMs] : []));
    expect(Math.min(...pauses)).toBeGreaterThan(6_000);
    expect(pauses.filter((forMs) => forMs > 15_000)).toHaveLength(3);
  });
});
