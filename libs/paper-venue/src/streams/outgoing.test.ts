import { describe, expect, test } from 'vitest';
import { createOutgoing } from './outgoing.ts';

describe('what is under way to one client', () => {
  test('leaves at its time and in its order: what is behind a late text waits for it', () => {
    const outgoing = createOutgoing();
    outgoing.add('late', 1000, 50);
    outgoing.add('quick', 1000, 0);
    expect(outgoing.readDueMs()).toBe(1050);
    expect(outgoing.take(1049)).toEqual([]);
    expect(outgoing.take(1050)).toEqual(['late', 'quick']);
    expect(outgoing.readDueMs()).toBe(null);
  });

  test('a held text leaves right behind the next one', () => {
    const outgoing = createOutgoing();
    outgoing.hold('first', 1000, 500);
    outgoing.add('second', 1100, 0);
    outgoing.add('third', 1100, 0);
    expect(outgoing.take(1100)).toEqual(['second', 'first', 'third']);
  });

  test('a held text leaves alone when its patience ends', () => {
    const outgoing = createOutgoing();
    outgoing.hold('alone', 1000, 500);
    expect(outgoing.readDueMs()).toBe(1500);
    expect(outgoing.take(1499)).toEqual([]);
    expect(outgoing.take(1500)).toEqual(['alone']);
    expect(outgoing.take(9999)).toEqual([]);
  });

  test('several held texts keep their order', () => {
    const outgoing = createOutgoing();
    outgoing.hold('a', 1000, 500);
    outgoing.hold('b', 1000, 500);
    outgoing.add('c', 1001, 0);
    expect(outgoing.take(1001)).toEqual(['c', 'a', 'b']);
  });
});
