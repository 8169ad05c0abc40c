import { expect, test } from 'vitest';
import { MINUTE_MS, openProtected, stops, VENUES } from './one-position.ts';

/** By then nobody has anything left to do. */
const SETTLED_MS = 20_000;

test.each(VENUES)('scheduled passes over an account at %s that are switched off stay away, what somebody asks for is done, and switched on they come back', async (venue) => {
  const wave = await openProtected(venue);
  const isStopped = (): boolean => stops(wave).length === 1;
  // Whoever placed the stop looks once more after it.
  await wave.workUntil(() => false, SETTLED_MS);
  await wave.switchPasses(false);
  wave.cancelStopsByHand(wave.symbol);
  expect(await wave.workUntil(isStopped, MINUTE_MS)).toBe(false);
  await wave.askForResync(wave.symbol);
  expect(await wave.workUntil(isStopped, MINUTE_MS)).toBe(true);
  await wave.workUntil(() => false, SETTLED_MS);
  wave.cancelStopsByHand(wave.symbol);
  expect(await wave.workUntil(isStopped, MINUTE_MS)).toBe(false);
  await wave.switchPasses(true);
  expect(await wave.workUntil(isStopped, MINUTE_MS)).toBe(true);
});
