/** One process of the fleet, as the world sees it: it lives until it is killed, and may stand still meanwhile. */
export interface Actor {
  readonly name: string;
  isAlive: boolean;
  /** Until then it does nothing, although what it has sent goes on: SIGSTOP, a long garbage collection, a sleeping machine. */
  pausedUntilMs: number;
}

/** A process that has just started. */
export function createActor(name: string): Actor {
  return { name, isAlive: true, pausedUntilMs: 0 };
}
