import { expect, test } from 'vitest';
import { waitToldBy } from './told-wait.ts';

test.each([[undefined, 1_000], [20, 1_000], [7_000.4, 7_001], [3_600_000, 60_000]])('a look that was told to wait %s ms waits for %i', (retryAfterMs, waitMs) => {
  expect(waitToldBy(retryAfterMs === undefined ? {} : { retryAfterMs })).toBe(waitMs);
});
