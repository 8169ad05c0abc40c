import { expect, test } from 'vitest';
import { derivedId } from './derived-id.ts';

test('a derived id has the shape of a UUID', () => {
  for (const part of ['a', 'b', 'c', 'd', 'e', 'f']) expect(derivedId('position', part)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('a derived id is made of its kind and of each part apart', () => {
  const ids = [derivedId('position', 'ab', 'c'), derivedId('position', 'a', 'bc'), derivedId('order', 'ab', 'c'), derivedId('position', 'ab'), derivedId('position', 'ab', 'c', '')];
  expect(new Set(ids).size).toBe(ids.length);
  expect(derivedId('position', 'ab', 'c')).toBe(ids[0]);
});
