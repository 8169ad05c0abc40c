import { expect, test } from 'vitest';
import { countToBooking, ENTRY_SENT } from './count-to-booking.ts';

const entry = ['commit_intent', ENTRY_SENT, 'record_facts'];

test('the statements of an entry are counted up to its booking', () => {
  expect(countToBooking(['claim_key', 'read_key', ...entry, 'read_figures'])).toBe(4);
});

test('the leverage that is set before the entry is part of the count, and its booking is not taken for that of the entry', () => {
  expect(countToBooking(['claim_key', 'read_key', 'commit_intent', 'record_facts', ...entry])).toBe(6);
});

test('a stop that is placed after the entry is not', () => {
  expect(countToBooking(['claim_key', ...entry, 'commit_intent', 'record_facts'])).toBe(3);
});

test('an entry that did not leave, or that nobody booked, has no count', () => {
  expect(countToBooking(['claim_key', 'commit_intent', 'record_facts'])).toBeNull();
  expect(countToBooking(['claim_key', 'commit_intent', ENTRY_SENT])).toBeNull();
});
