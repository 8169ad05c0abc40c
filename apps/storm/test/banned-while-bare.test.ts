import { expect, test } from 'vitest';
import { fault } from '../src/exhaustive/carry-out.ts';
import { isStop, open, VENUES } from './one-position.ts';

/** So an exchange says that it was asked too often, and does not say until when: a minute or more is what its documents mention. */
const bans = { binance: { code: -1003, httpStatus: 429, message: 'Too many requests.' }, bybit: { code: 10_018, httpStatus: 403, message: 'Exceeded the IP Rate Limit.' } };
const BANNED_MS = 3_000;
/** Twice the longest wait while a position is bare. */
const PROTECTED_MS = 20_000;

test.each(VENUES)('a position that has just filled does not wait a minute for its stop because %s was asked too often', async (venue) => {
  const wave = await open(venue, { weather: (call, openedMs) => (isStop(call) && openedMs < BANNED_MS ? [fault('refuse', bans[venue])] : []) });
  await wave.switchPasses(false);
  expect(await wave.workUntil(() => wave.isProtected(wave.symbol), BANNED_MS - 1_000)).toBe(false);
  expect(await wave.workUntil(() => wave.isProtected(wave.symbol), PROTECTED_MS)).toBe(true);
});
