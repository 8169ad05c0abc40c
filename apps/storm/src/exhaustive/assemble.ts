import type { ExchangeId } from '@breakwater/core';
import type { StoreGuards } from '../memory/guards.ts';
import { createStagehand, type Stagehand } from './carry-out.ts';
import { createJudge, type Judge } from './judge.ts';
import { createMover, type Mover } from './make-move.ts';
import { listMoves, wordOf } from './moves.ts';
import type { Errand, Path } from './explore.ts';
import type { Place } from './place.ts';
import { createStage } from './resume-worker.ts';
import { openSmallWorld, type SmallAccount, smallPlaceAt, type SmallPlace, type SmallWorldName } from './small-world.ts';

/** Everything that exploring needs, and the place where all begins. */
export interface Assembly {
  readonly at: SmallPlace;
  readonly root: Place;
  readonly stagehand: Stagehand;
  readonly mover: Mover;
  readonly judge: Judge;
}

/** Builds a small world with its two workers, each with the first so many jobs (small-world.ts). `guards`: others than the database's, to see whether somebody notices. */
export async function assemble(faults: number, jobCount: number, guards: Partial<StoreGuards> = {}, exchange: ExchangeId = 'binance', account: SmallAccount = {}, name: SmallWorldName = 'one-signal'): Promise<Assembly> {
  const at = smallPlaceAt(exchange, account, name);
  const { world, place } = await openSmallWorld(at, faults);
  const stagehand = await createStagehand(world, guards);
  const mover = createMover(stagehand, createStage(at, stagehand.markets), jobCount);
  return { at, root: await mover.enter(place, ['A', 'B']), stagehand, mover, judge: createJudge(world, at) };
}

/** Goes along a schedule from the beginning. Throws for a word that no move of its place has. */
export async function walk({ root, mover }: Assembly, words: readonly string[]): Promise<Errand> {
  let place = root;
  let path: Path | null = null;
  for (const [done, word] of words.entries()) {
    const move = listMoves(place).find((candidate) => wordOf(candidate, place) === word);
    if (move === undefined) throw new Error(`after ${done} moves nothing is called "${word}"; there are ${listMoves(place).map((candidate) => wordOf(candidate, place)).join(' ')}`);
    place = (await mover.move(place, move)).place;
    path = { word, before: path, depth: done + 1 };
  }
  return { place, path };
}
