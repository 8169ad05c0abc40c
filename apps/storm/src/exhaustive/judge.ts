import type { World } from '../world/world.ts';
import { checkers } from '../checkers/all.ts';
import type { Checker, PromiseName, Scene } from '../checkers/checker.ts';
import type { OpenPlace } from './carry-out.ts';
import type { Place } from './place.ts';
import { DEPLOYMENT, type SmallPlace } from './small-world.ts';

/** A broken promise, or an error that nothing explains. */
export interface Finding {
  readonly promise: PromiseName | 'bug';
  readonly text: string;
}

/** The storm's own checkers, asked about one move or about one calm. */
export interface Judge {
  /** What a move broke. The checkers are shown the place before it first, because some of them compare. */
  judgeMove(before: Place, after: Place): Finding | null;
  /** Checkers that go along with what happens from this scene on. */
  follow(scene: Scene): { afterAct(): Finding | null; atRest(): Finding | null };
  sceneOf(open: OpenPlace, lastReadings: Scene['lastReadings'], calmSinceMs: number | null): Scene;
}

/** More rows than a small world ever has: a checker that has something to say of what stands is asked on until it has seen all. */
const ROWS_MAX = 20;

/** A judge of the places of this world. */
export function createJudge(world: World, { rules, entryIds }: SmallPlace): Judge {
  function sceneOf(open: OpenPlace, lastReadings: Scene['lastReadings'], calmSinceMs: number | null): Scene {
    return {
      world: {
        ...{ timeline: world.timeline, venue: world.venue, key: world.key, legs: world.legs, dialect: world.dialect, counts: world.counts, symbols: world.symbols, asked: world.asked, othersActedAtMs: world.othersActedAtMs },
        get exchange() {
          return open.venue.exchange;
        },
        get account() {
          return open.venue.account;
        },
        get arrivals() {
          return open.venue.arrivals;
        },
      },
      get books() {
        return open.books;
      },
      ...{ rules, deployment: DEPLOYMENT, entryIds, lastReadings, lastLooks: new Map(), executionsReadAtMs: new Map(), lookedUpAtMs: new Map() },
      nowMs: () => open.nowMs,
      calmSinceMs: () => calmSinceMs, setBack: () => null, staleMsMax: 0,
    };
  }

  function shown(scene: Scene): Checker[] {
    const judges = checkers.map((make) => make());
    for (const judge of judges) for (let row = 0; row < ROWS_MAX && judge.afterAct?.(scene) != null; row += 1);
    return judges;
  }

  function ask(judges: readonly Checker[], when: 'afterAct' | 'atRest', scene: Scene): Finding | null {
    for (const judge of judges) {
      const text = judge[when]?.(scene) ?? null;
      if (text !== null) return { promise: judge.promise, text };
    }
    return null;
  }

  return {
    sceneOf,
    judgeMove(before, after) {
      const judges = shown(sceneOf({ ...before, venue: { ...before.venue, arrivals: [] } }, before.lastReadings, null));
      const arrivals = after.venue === before.venue ? [] : after.venue.arrivals;
      return ask(judges, 'afterAct', sceneOf({ ...after, venue: { ...after.venue, arrivals } }, after.lastReadings, null));
    },
    follow(scene) {
      const judges = shown(scene);
      return { afterAct: () => ask(judges, 'afterAct', scene), atRest: () => ask(judges, 'atRest', scene) };
    },
  };
}
