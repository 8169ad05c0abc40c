import type { Actor } from './actor.ts';
import type { Timeline } from './timeline.ts';

/** What a call to the venue is there for: to read a list, or one order; to place or cancel one, or to set something. */
export type Asks = 'list' | 'order' | 'market' | 'stop' | 'cancel' | 'setting';

/** What a port call is: which port, which method, and which key it is about, if one. */
export interface CallPoint {
  readonly port: string;
  readonly method: string;
  readonly symbol: string | null;
  /** Only of calls to the venue. */
  readonly asks?: Asks;
}

/** What befalls one call. Milliseconds. */
export interface Passage {
  /** How long it takes to get there, and its answer to get back. */
  readonly thereMs: number;
  readonly backMs: number;
  readonly fault: CallFault | null;
  /** With `pause`: how long the caller stands still once the call has had its effect. */
  readonly pauseMs: number;
}

/**
 * fail_before   the call never gets there
 * fail_after    it has its effect, and the answer is lost
 * crash_before  the caller dies before it is sent
 * crash_after   the caller dies while it is under way: it has its effect, and nobody hears of it
 * pause         the caller stands still beyond every time-out before it hears the answer
 */
export type CallFault = 'fail_before' | 'fail_after' | 'crash_before' | 'crash_after' | 'pause';

/** A part of the world could not be reached, or its answer was lost. What the real adapters throw then. */
export class PartUnreachable extends Error {}

/** The one way of every port call. The seed decides when it arrives, whether it does, and who lives to hear the answer. */
export interface Scheduler {
  /** Passes one call of an actor to a part of the world. Never settles if the actor dies on the way. */
  call<T>(actor: Actor, point: CallPoint, act: () => T | Promise<T>): Promise<T>;
  /** Resolves when the world's clock has moved on by `waitMs` and the actor lives and moves. */
  wait(actor: Actor, waitMs: number): Promise<void>;
  /** Has the actor go on with `run` in `delayMs`, once it moves; never if it is dead by then. */
  resume(actor: Actor, delayMs: number, run: () => void): void;
  /** Whether some actor has gone on since this was last asked: then its microtasks must run before anything else happens. */
  takeHasResumed(): boolean;
  /** Every point that was passed, as `port.method`. */
  readonly passed: ReadonlySet<string>;
}

/** What the scheduler asks for each call, and tells. */
export interface Fate {
  plan(actor: Actor, point: CallPoint): Passage;
  /** Kills an actor. */
  kill(actor: Actor): void;
  /** The actor stands still for so long. */
  pause(actor: Actor, forMs: number): void;
  /** The world was acted upon. */
  onActed(actor: Actor, point: CallPoint): void;
}

/** A scheduler over a timeline. */
export function createScheduler(timeline: Timeline, fate: Fate): Scheduler {
  const passed = new Set<string>();
  let hasResumed = false;

  function wake(actor: Actor, run: () => void): void {
    if (!actor.isAlive) return;
    if (actor.pausedUntilMs > timeline.nowMs()) {
      timeline.at(actor.pausedUntilMs, () => wake(actor, run));
      return;
    }
    hasResumed = true;
    run();
  }

  const resume = (actor: Actor, delayMs: number, run: () => void): void => timeline.after(delayMs, () => wake(actor, run));

  function arrive<T>(actor: Actor, point: CallPoint, passage: Passage, act: () => T | Promise<T>, settle: { resolve(value: T | Promise<T>): void; reject(error: unknown): void }): void {
    const lost = (): void => settle.reject(new PartUnreachable(`${point.port}.${point.method}: ${passage.fault}`));
    if (passage.fault === 'fail_before') return resume(actor, passage.backMs, lost);
    let result: T | Promise<T>;
    let failure: { readonly error: unknown } | null = null;
    try {
      result = act();
      // Its answer is still under way: nobody has to handle a refusal before it is there.
      if (result instanceof Promise) result.catch(() => undefined);
    } catch (error) {
      failure = { error };
    }
    fate.onActed(actor, point);
    if (passage.fault === 'crash_after') return fate.kill(actor);
    if (passage.fault === 'pause') fate.pause(actor, passage.pauseMs);
    resume(actor, passage.backMs, () => {
      if (passage.fault === 'fail_after') lost();
      else if (failure !== null) settle.reject(failure.error);
      else settle.resolve(result);
    });
  }

  return {
    passed,
    resume,
    call(actor, point, act) {
      passed.add(`${point.port}.${point.method}`);
      return new Promise((resolve, reject) => {
        if (!actor.isAlive) return;
        const passage = fate.plan(actor, point);
        if (passage.fault === 'crash_before') return fate.kill(actor);
        timeline.after(passage.thereMs, () => arrive(actor, point, passage, act, { resolve, reject }));
      });
    },
    wait: (actor, waitMs) => new Promise((resolve) => resume(actor, waitMs, resolve)),
    takeHasResumed() {
      const was = hasResumed;
      hasResumed = false;
      return was;
    },
  };
}
