import { expect, test } from 'vitest';
import { invariant, InvariantBroken, unreachable } from './invariant.ts';

test('a broken rule of ours is an exception, a kept one is silent', () => {
  expect(() => invariant(1 + 1 === 2, 'arithmetic')).not.toThrow();
  expect(() => invariant(null, 'there is no row')).toThrow(new InvariantBroken('there is no row'));
  expect(() => unreachable({ type: 'new' } as never)).toThrow('unexpected value {"type":"new"}');
});
