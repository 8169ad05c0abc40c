import { expect, test } from 'vitest';
import { waitAfterDenial, waitToldBy } from './told-wait.ts';

test.each([[undefined, 1_000], [20, 1_000], [7_000.4, 7_001], [3_600_000, 60_000]])('a look that was told to wait %s ms waits for %i', (retryAfterMs, waitMs) => {
  expect(waitToldBy(retryAfterMs === undefined ? {} : { retryAfterMs })).toBe(waitMs);
});

test('a key on which a position may be bare is looked at again after ten seconds, and its stop sent again, however long was said', () => {
  expect([waitToldBy({ retryAfterMs: 3_600_000 }, true), waitToldBy({ retryAfterMs: 20 }, true), waitToldBy({}, true)]).toEqual([10_000, 1_000, 1_000]);
  expect([waitAfterDenial(3_600_000, true), waitAfterDenial(3_600_000, false), waitAfterDenial(20, true), waitAfterDenial(700, false)]).toEqual([10_000, 60_000, 100, 700]);
});
