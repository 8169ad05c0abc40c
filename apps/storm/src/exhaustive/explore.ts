import { calmDown } from './calm-down.ts';
import type { Stagehand } from './carry-out.ts';
import type { Finding, Judge } from './judge.ts';
import type { Mover } from './make-move.ts';
import { listMoves, wordOf } from './moves.ts';
import type { Place } from './place.ts';
import type { SmallPlace } from './small-world.ts';
import { placeNumber } from './state-print.ts';

/** States that somebody has been in, and with how many faults still to come. */
export interface KnownStates {
  /** Whether this state is new, or was only ever reached with fewer faults left: then what follows is to be explored. */
  enter(state: bigint, faultsLeft: number): boolean;
  /** As `enter`, for states of the calm. True: it was known. */
  isKnown(state: bigint): boolean;
}

/** How a place was reached, newest move first. */
export interface Path {
  readonly word: string;
  readonly before: Path | null;
  readonly depth: number;
}

/** A place with all that follows from it still to be explored. */
export interface Errand {
  readonly place: Place;
  readonly path: Path | null;
}

export interface Violation extends Finding {
  readonly schedule: readonly string[];
}

/** What an exploration came to. */
export interface Tour {
  states: number;
  moves: number;
  /** Schedules, from the first move to the end or to a state that was known. */
  schedules: number;
  ends: number;
  depth: number;
  readonly violations: Violation[];
}

export interface ExploreOptions {
  readonly at: SmallPlace;
  readonly mover: Mover;
  readonly stagehand: Stagehand;
  readonly judge: Judge;
  readonly known: KnownStates;
  readonly errands: Errand[];
  /** Schedules longer than this are cut: for tests. */
  readonly depthMax?: number;
  /** Ends the exploration. */
  readonly violationsMax: number;
  /** Asked before each place; may take errands away for somebody who has none. */
  onPlace?(errands: Errand[], tour: Tour): Promise<void> | void;
}

/** Explores all that can follow from the errands, depth first, each state once. */
export async function explore({ at, mover, stagehand, judge, known, errands, depthMax = Infinity, violationsMax, onPlace }: ExploreOptions, tour: Tour = newTour()): Promise<Tour> {
  const found = (finding: Finding, path: Path | null): void => void tour.violations.push({ ...finding, schedule: wordsOf(path) });
  for (let errand = errands.pop(); errand !== undefined && tour.violations.length < violationsMax; errand = errands.pop()) {
    const { place, path } = errand;
    const moves = (path?.depth ?? 0) >= depthMax ? [] : listMoves(place);
    if (moves.length === 0) {
      tour.ends += 1;
      tour.schedules += 1;
      const finding = await calmDown({ at, stagehand, judge }, place, known.isKnown);
      if (finding !== null) found(finding, path);
    }
    for (const move of moves) {
      const step = await mover.move(place, move);
      tour.moves += 1;
      const next: Path = { word: wordOf(move, place), before: path, depth: (path?.depth ?? 0) + 1 };
      tour.depth = Math.max(tour.depth, next.depth);
      const finding: Finding | null = step.bug !== null ? { promise: 'bug', text: step.bug } : step.isActed ? judge.judgeMove(place, step.place) : null;
      if (finding !== null) found(finding, next);
      if (finding !== null || !known.enter(placeNumber(step.place), step.place.faultsLeft)) {
        tour.schedules += 1;
        continue;
      }
      tour.states += 1;
      errands.push({ place: step.place, path: next });
    }
    await onPlace?.(errands, tour);
  }
  return tour;
}

/** A tour of nothing yet. */
export function newTour(): Tour {
  return { states: 0, moves: 0, schedules: 0, ends: 0, depth: 0, violations: [] };
}

/** A path as the words of its moves, first move first. */
export function wordsOf(path: Path | null): string[] {
  const words: string[] = [];
  for (let step = path; step !== null; step = step.before) words.push(step.word);
  return words.reverse();
}
