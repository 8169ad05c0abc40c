import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anIntent, anOrder, aReportOf, NOW_MS, num } from '@breakwater/testing/builders';
import { DEFAULT_BOUNDS } from './bounds.ts';
import type { OrderLookup } from './outcome.ts';
import { resolve } from './resolve.ts';

const EXPIRED_AT_MS = NOW_MS;
const FINAL_FROM_MS = EXPIRED_AT_MS + DEFAULT_BOUNDS.notFindableMs;
const NOT_FOUND: OrderLookup = { type: 'not_found' };
const unanswered = (missedAtMs: number | null = null) => anIntent({ expiresAtMs: EXPIRED_AT_MS, missedAtMs });
const look = (lookup: OrderLookup, atMs: number, missedAtMs: number | null = null, isUnexplained = false) => resolve(unanswered(missedAtMs), lookup, atMs, isUnexplained, DEFAULT_BOUNDS);
const found = (changes: Parameters<typeof aReportOf>[1]): OrderLookup => ({ type: 'found', report: aReportOf(anOrder(), changes) });

describe('resolve', () => {
  test.each([
    ['filled', { status: 'filled' }, 'accepted'],
    ['resting', { status: 'resting' }, 'accepted'],
    ['canceled before it filled', { status: 'canceled', executedQuantity: num('0') }, 'accepted'],
    ['rejected', { status: 'rejected', executedQuantity: num('0') }, 'rejected'],
    ['rejected after a part was executed', { status: 'rejected', executedQuantity: num('1') }, 'accepted'],
  ] as const)('takes an order that is found for an answer at any time: %s', (_, changes, type) => {
    for (const atMs of [0, EXPIRED_AT_MS, FINAL_FROM_MS * 2]) expect(look(found(changes), atMs).type).toBe(type);
  });

  test('counts no absence before the request has expired and could have been found', () => {
    expect(look(NOT_FOUND, FINAL_FROM_MS - 1)).toMatchObject({ type: 'still_unknown', isMissed: false });
    expect(look(NOT_FOUND, FINAL_FROM_MS)).toMatchObject({ type: 'still_unknown', isMissed: true });
  });

  test('looks again at the expiry at the latest, since from then on the key may be acted on', () => {
    expect(look(NOT_FOUND, EXPIRED_AT_MS - 300)).toMatchObject({ dueAtMs: EXPIRED_AT_MS });
    expect(look(NOT_FOUND, EXPIRED_AT_MS - 5_000)).toMatchObject({ dueAtMs: EXPIRED_AT_MS - 4_000 });
    expect(look(NOT_FOUND, EXPIRED_AT_MS)).toMatchObject({ dueAtMs: EXPIRED_AT_MS + 1_000 });
  });

  test('needs a second look that is far enough from the first', () => {
    const apart = DEFAULT_BOUNDS.readsApartMs;
    expect(look(NOT_FOUND, FINAL_FROM_MS + apart - 1, FINAL_FROM_MS).type).toBe('still_unknown');
    expect(look(NOT_FOUND, FINAL_FROM_MS + apart, FINAL_FROM_MS).type).toBe('never_existed');
  });

  test('never decides while something about the key is unexplained', () => {
    expect(look(NOT_FOUND, FINAL_FROM_MS * 2, FINAL_FROM_MS, true)).toMatchObject({ type: 'still_unknown', isMissed: false });
  });

  test('learns nothing from what it could not read', () => {
    expect(look({ type: 'unreadable', cause: 'time-out' }, FINAL_FROM_MS * 2, FINAL_FROM_MS)).toMatchObject({ type: 'still_unknown', isMissed: false });
  });
});

test('an order never existed only after two absences past every bound, and a look is always due later, and soon', () => {
  const anyTime = fc.integer({ min: EXPIRED_AT_MS - 10_000, max: FINAL_FROM_MS + 10_000 });
  const anyLookup = fc.constantFrom<OrderLookup>(NOT_FOUND, { type: 'unreadable', cause: 'time-out' });
  fc.assert(
    fc.property(anyTime, fc.option(anyTime), anyLookup, fc.boolean(), (atMs, missedAtMs, lookup, isUnexplained) => {
      const resolution = look(lookup, atMs, missedAtMs, isUnexplained);
      if (resolution.type === 'still_unknown') {
        expect(resolution.dueAtMs).toBeGreaterThan(atMs);
        expect(resolution.dueAtMs).toBeLessThanOrEqual(Math.max(atMs, missedAtMs ?? atMs) + DEFAULT_BOUNDS.readsApartMs);
      }
      const mayBeFinal = lookup.type === 'not_found' && !isUnexplained && atMs >= FINAL_FROM_MS && missedAtMs !== null && atMs - missedAtMs >= DEFAULT_BOUNDS.readsApartMs;
      expect(resolution.type === 'never_existed').toBe(mayBeFinal);
    }),
  );
});
