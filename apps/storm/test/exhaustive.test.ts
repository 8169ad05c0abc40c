import { describe, expect, test } from 'vitest';
import { assemble } from '../src/exhaustive/assemble.ts';
import { explore, newTour, type Tour } from '../src/exhaustive/explore.ts';
import { allocateStates, openStates } from '../src/exhaustive/known-states.ts';
import { tellStory } from '../src/exhaustive/tell-story.ts';
import type { SmallWorldName } from '../src/exhaustive/small-world.ts';
import type { StoreGuards } from '../src/memory/guards.ts';

const ROOM = 2 ** 17;

async function tour(faults: number, guards: Partial<StoreGuards> = {}, world: SmallWorldName = 'one-signal'): Promise<Tour> {
  const assembly = await assemble(faults, 1, guards, 'binance', {}, world);
  return explore({ ...assembly, known: openStates(allocateStates(ROOM)), errands: [{ place: assembly.root, path: null }], violationsMax: 1 }, newTour());
}

describe('the exhaustive small world', () => {
  test('one signal and two workers: no schedule with at most one fault breaks a promise', async () => {
    const { violations, states, ends } = await tour(1);
    expect(violations).toEqual([]);
    expect(states).toBeGreaterThan(4_000);
    expect(ends).toBeGreaterThan(100);
  });

  test.each(['two-signals', 'two-legs'] as const)('%s and two workers: no schedule with at most one fault breaks a promise', async (world) => {
    const { violations, states, ends } = await tour(1, {}, world);
    expect(violations).toEqual([]);
    expect(states).toBeGreaterThan(4_000);
    expect(ends).toBeGreaterThan(100);
  });

  const removed: readonly (readonly [string, Partial<StoreGuards>])[] = [
    ['writes whoever holds the claim', { holderAndEpoch: () => true }],
    ['takes a claim before its fence has passed', { fencePassed: () => true, raisesEpoch: () => true }],
    ['sends without pushing out the fence', { fenceAfterCommit: (fenceUntilMs) => fenceUntilMs }],
    ['gives a key back while a request is unanswered', { fenceAfterRelease: (_, nowMs) => nowMs }],
  ];
  test.each(removed)('a fleet that %s breaks I3, and the schedule tells how', async (_, guards) => {
    const { violations } = await tour(1, guards);
    expect(violations.map(({ promise }) => promise)).toEqual(['I3']);
    const { lines, finding } = await tellStory(await assemble(1, 1, guards), violations[0]!.schedule);
    expect(finding?.text).toBe(violations[0]!.text);
    expect(lines.join('\n')).toContain('carried out');
    expect((await tellStory(await assemble(1, 1), violations[0]!.schedule.slice(0, 1))).finding).toBeNull();
  });

  test('a schedule goes the same way each time, and a word that names no move is refused with those that do', async () => {
    const schedule = ['A1', 'A2', 'A3.slept', 'B1'];
    const [first, second] = [await tellStory(await assemble(2, 1), schedule), await tellStory(await assemble(2, 1), schedule)];
    expect(first).toEqual(second);
    await expect(tellStory(await assemble(2, 1), ['A1', 'A9'])).rejects.toThrow('after 1 moves nothing is called "A9"; there are A2');
  });
});
