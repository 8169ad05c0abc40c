import { EXCHANGES, type ExchangeId, isLive } from '@breakwater/core';
import { describe, expect, test } from 'vitest';
import { assemble } from '../src/exhaustive/assemble.ts';
import { calmDown } from '../src/exhaustive/calm-down.ts';
import type { Place } from '../src/exhaustive/place.ts';
import type { StoreGuards } from '../src/memory/guards.ts';

const FIRST = 0;
const SECOND = 1;
const CALLS_MAX = 400;

/**
 * Two processes that nobody meant to run side by side act on one signal. The second one begins when the first has made so
 * many calls, does all that it has to do, and the first goes on from there. No lock keeps them apart: in this world it is away for good.
 */
async function runBeside(exchange: ExchangeId, guards: Partial<StoreGuards> = {}) {
  const assembly = await assemble(0, 2, guards, exchange);
  const { root, mover, judge } = assembly;

  async function run(from: Place, worker: number, callsMax: number, broken: string[]): Promise<Place> {
    let place = from;
    for (let calls = 0; calls < callsMax; calls += 1) {
      const [call] = place.workers[worker]!.pending;
      if (call === undefined) break;
      const { place: next, isActed, bug } = await mover.move(place, { type: 'call', worker, call, way: 'through' });
      const finding = isActed ? judge.judgeMove(place, next) : null;
      if (bug !== null || finding !== null) broken.push(bug ?? finding!.promise);
      place = next;
    }
    return place;
  }

  return {
    /** What comes of a second process that begins so late; `isInTheMiddle`: the first one still had something to do then. */
    async apart(calls: number) {
      const broken: string[] = [];
      const middle = await run(root, FIRST, calls, broken);
      const isInTheMiddle = middle.workers[FIRST]!.pending.length > 0;
      const end = await run(await run(middle, SECOND, CALLS_MAX, broken), FIRST, CALLS_MAX, broken);
      const calm = await calmDown(assembly, end, () => false);
      if (calm !== null) broken.push(calm.promise);
      return { isInTheMiddle, broken, entries: end.venue.account.acceptedEntries.length, rows: [...end.books.positions.values()].filter(({ status }) => isLive(status)).length };
    },
  };
}

async function everyDistance(exchange: ExchangeId, guards: Partial<StoreGuards> = {}) {
  const { apart } = await runBeside(exchange, guards);
  const ends = [];
  for (let calls = 0; calls < CALLS_MAX; calls += 1) {
    const end = await apart(calls);
    ends.push({ calls, ...end });
    if (!end.isInTheMiddle) break;
  }
  return ends;
}

describe.each(EXCHANGES)('KASUSDT, BIDUSDT, SKYUSDT at %s: two processes on one signal', (exchange) => {
  test('enter it once and write one row, however far apart they are, although no lock keeps them apart', async () => {
    const ends = await everyDistance(exchange);
    expect(ends.length).toBeGreaterThan(15);
    expect(ends.filter(({ broken, entries, rows }) => broken.length > 0 || entries !== 1 || rows !== 1)).toEqual([]);
  });

  test('break I3 where the second one does not wait for the fence of the first', async () => {
    const ends = await everyDistance(exchange, { fencePassed: () => true, raisesEpoch: () => true });
    expect(ends.flatMap(({ broken }) => broken)).toContain('I3');
  });
});
