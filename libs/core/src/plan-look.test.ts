import { expect, test } from 'vitest';
import { type LastLook, planLook } from './plan-look.ts';

const pace = { settleMs: 100, gapMs: 500, gapMsMax: 2_000 };

/** When looks are asked for if events come at these moments. */
function looksFor(events: readonly number[]): number[] {
  const looks: number[] = [];
  let last: LastLook | null = null;
  let planned: LastLook | null = null;
  for (const atMs of events) {
    if (planned !== null && atMs >= planned.atMs) [last, planned] = [planned, null];
    if (planned !== null) continue;
    planned = planLook(last, atMs, pace);
    looks.push(planned.atMs);
  }
  return looks;
}

test('one event leads to one look, after those that come with it', () => {
  expect(looksFor([0])).toEqual([100]);
  expect(looksFor([0, 1, 2, 99])).toEqual([100]);
});

test('an event after the look leads to another one, behind the gap', () => {
  expect(looksFor([0, 150])).toEqual([100, 600]);
  expect(looksFor([0, 599])).toEqual([100, 699]);
});

test('a thousand events within a second lead to three looks, the last one after the last event', () => {
  const looks = looksFor(Array.from({ length: 1_000 }, (_, index) => index));
  expect(looks).toEqual([100, 600, 1_600]);
});

test('the gap grows up to its greatest while events keep coming, and is short again after a quiet time', () => {
  const minute = Array.from({ length: 600 }, (_, index) => index * 100);
  const looks = looksFor([...minute, 100_000, 100_700]);
  const gaps = looks.slice(1).map((atMs, index) => atMs - looks[index]!);
  expect(gaps.slice(0, 4)).toEqual([500, 1_000, 2_000, 2_000]);
  expect(looks.slice(-2)).toEqual([100_100, 100_800]);
});
