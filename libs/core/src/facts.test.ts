import { describe, expect, test } from 'vitest';
import { aPosition, num } from '@breakwater/testing/builders';
import { changedPosition, hasFacts, mergeFacts } from './facts.ts';

describe('mergeFacts', () => {
  test('puts lists one after another, and the last sightings win', () => {
    const told = (subject: string) => ({ pages: [{ subject, text: '' }] });
    const seen = (quantity: string) => ({ sightings: [{ leg: 'net' as const, what: 'flat' as const, quantity, atMs: 1 }] });
    expect(mergeFacts([told('a'), seen('1'), told('b'), seen('2')])).toEqual({ ...seen('2'), pages: [...told('a').pages, ...told('b').pages] });
  });

  test('makes one change of several changes of a position, because one statement writes a row once', () => {
    const merged = mergeFacts([{ positions: [{ id: 'p', status: 'open', bareSinceMs: 5 }] }, { positions: [{ id: 'q', addBareMs: 1 }, { id: 'p', bareSinceMs: null, addBareMs: 7 }] }]);
    expect(merged.positions).toEqual([
      { id: 'p', status: 'open', bareSinceMs: null, addBareMs: 7 },
      { id: 'q', addBareMs: 1 },
    ]);
  });

  test('counts the same bare time once when two stops end it', () => {
    const ended = (addBareMs: number) => ({ positions: [{ id: 'p', bareSinceMs: null, addBareMs }] });
    expect(mergeFacts([ended(900), ended(400)]).positions).toEqual([{ id: 'p', bareSinceMs: null, addBareMs: 400 }]);
  });
});

test.each([
  ['nothing', {}, false],
  ['empty lists', { events: [], positions: [] }, false],
  ['one event', { events: [{ positionId: null, type: 'x', evidence: null, data: {} }] }, true],
  ['sightings, even when none are left', { sightings: [] }, true],
] as const)('there is something to write: %s', (_, facts, has) => {
  expect(hasFacts(facts)).toBe(has);
});

describe('changedPosition', () => {
  test('changes only what the change names', () => {
    const row = aPosition({ bareSinceMs: 5 });
    expect(changedPosition(row, { id: row.id, quantity: num('3') })).toEqual({ ...row, quantity: num('3') });
    expect(changedPosition(row, { id: row.id, bareSinceMs: null }).bareSinceMs).toBeNull();
  });

  test('a row that lives again has no reason for its close any more', () => {
    expect(changedPosition(aPosition({ status: 'closed', closeReason: 'never_filled' }), { id: 'position-1', status: 'open' }).closeReason).toBeNull();
  });
});
