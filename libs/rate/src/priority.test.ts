import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allowanceOf, PRIORITIES } from './priority.ts';

test('whoever is less urgent may fill no more, everybody at least one, and one is left to protection', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), (limit) => {
      const allowances = PRIORITIES.map((priority) => allowanceOf(limit, priority));
      expect(allowances[0]).toBe(limit);
      expect(allowances).toEqual(allowances.toSorted((a, b) => b - a));
      expect(Math.min(...allowances)).toBeGreaterThanOrEqual(1);
      if (limit > 1) expect(Math.max(...allowances.slice(1))).toBeLessThan(limit);
    }),
  );
});
