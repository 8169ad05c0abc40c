/** What was really done, which is less than what was drawn: a lie may find nobody to tell it to, a cut nothing to cut. */
export interface Tally {
  kills: number;
  /** Of them, those that struck a worker whose own request was committed and not answered at that moment. */
  killsDuringIntent: number;
  pauses: number;
  pausesDuringIntent: number;
  flushes: number;
  restarts: number;
  cuts: number;
  slowed: number;
  held: number;
  lies: number;
  waves: number;
  /** Trades, cancels, price moves, liquidations. */
  happenings: number;
  /** What was done, in order, for the story. */
  readonly log: { readonly atMs: number; readonly what: string }[];
}

/** A tally of nothing yet. */
export function startTally(): Tally {
  return { kills: 0, killsDuringIntent: 0, pauses: 0, pausesDuringIntent: 0, flushes: 0, restarts: 0, cuts: 0, slowed: 0, held: 0, lies: 0, waves: 0, happenings: 0, log: [] };
}

/** Notes for the story what was done just now. */
export function note(tally: Tally, what: string): void {
  tally.log.push({ atMs: Date.now(), what });
}
