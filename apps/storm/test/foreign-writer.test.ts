import { expect, test } from 'vitest';
import { held, MINUTE_MS, type OnePosition, openProtected, stops, VENUES } from './one-position.ts';

const areEntriesOff = ({ books }: OnePosition): boolean => [...books.claims.values()].some(({ entriesOffAtMs }) => entriesOffAtMs !== null);
const isWholeStopped = (wave: OnePosition): boolean => stops(wave).length === 1 && stops(wave)[0]!.quantity?.toFixed() === held(wave);

test.each(VENUES)('a symbol at %s that somebody else trades as well has its new entries switched off and told of with the fourth order of an hour, and its position stays protected', async (venue) => {
  const wave = await openProtected(venue);
  for (let order = 1; order <= 4; order += 1) {
    expect(areEntriesOff(wave)).toBe(false);
    wave.tradeByHand(wave.symbol, 'buy', '0.04');
    expect(await wave.workUntil(() => isWholeStopped(wave) && (order < 4 || areEntriesOff(wave)), 5 * MINUTE_MS)).toBe(true);
  }
  expect([...wave.books.pages.values()].filter(({ subject }) => subject.startsWith('entries-off.')).map(({ text }) => text)).toEqual([
    `Somebody else trades ${wave.symbol} in ${venue}.main: more than 3 orders that are not this fleet's were executed within an hour. New entries of it are off; \`breakwater entries on ${venue} main ${wave.symbol}\` lets them in again.`,
  ]);
});
