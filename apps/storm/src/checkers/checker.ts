import type { Decimal, Leg, PositionSide } from '@breakwater/core';
import type { FleetRules } from '../fleet/fleet-rules.ts';
import type { IntentRow, MemoryBooks } from '../memory/memory-books.ts';
import type { Breach } from '../nemesis/profile.ts';
import type { World } from '../world/world.ts';

export const promises = ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9', 'I10', 'I11', 'I12'] as const;
export type PromiseName = (typeof promises)[number];

/**
 * The promises that hold although the venue breaks the assumed bounds: however stale and late it is, nothing is entered twice or
 * unmeant, no last stop is cancelled, and what is foreign is left alone. A limit holds as long as a refusal is no lie: by one
 * its place is given to another.
 */
export function promisesUnder(breach: Breach | null): ReadonlySet<PromiseName> {
  if (breach === null) return new Set(promises);
  return new Set<PromiseName>(breach === 'late' ? ['I2', 'I3', 'I5', 'I10', 'I11'] : ['I2', 'I3', 'I5', 'I11']);
}

/** What a process was told when it looked at a key. */
export interface Look {
  /** When it began to look, on the true clock. */
  readonly askedAtMs: number;
  /** The same on the exchange's clock as the process has it. */
  readonly atMs: number;
  /** The positions that the exchange said the key holds, sizes without sign. */
  readonly held: readonly { readonly leg: Leg; readonly side: PositionSide; readonly quantity: Decimal }[];
  /** Our stops that it said rest. */
  readonly stops: readonly { readonly leg: Leg; readonly clientOrderId: string }[];
}

/** The books were put back to what they were earlier. */
export interface SetBack {
  /** Of this moment they are. */
  readonly takenAtMs: number;
  readonly atMs: number;
  /** What was committed in between, and is in no books any more. */
  readonly lostIntents: readonly IntentRow[];
}

/** What a checker may look at: what is true at the venue, and what the books say. Never what a worker says of itself. */
export interface Scene {
  readonly world: World;
  readonly books: MemoryBooks;
  readonly rules: FleetRules;
  /** Tells this fleet's client order ids from those of another. */
  readonly deployment: string;
  /** Every signal that was ever submitted, by the client order id that its entry must have. */
  readonly entryIds: ReadonlyMap<string, { readonly symbol: string; readonly signal: string; readonly signalId: string }>;
  /** What the engine was told when it last looked at a symbol under the claim of this epoch; absent if it has not looked. */
  readonly lastReadings: ReadonlyMap<string, 'read' | 'unreadable'>;
  /** The last readable look at a symbol under the claim of this epoch; absent where nobody kept it. */
  readonly lastLooks: ReadonlyMap<string, Look>;
  /** When the executions of a symbol were last asked for under the claim of this epoch, and told, on the true clock. */
  readonly executionsReadAtMs: ReadonlyMap<string, number>;
  /** When the last look-up of an order of a symbol began that came to an end under the claim of this epoch, on the true clock; absent where nobody kept it. */
  readonly lookedUpAtMs: ReadonlyMap<string, number>;
  /** How far behind the truth a listing may be, in milliseconds. */
  readonly staleMsMax: number;
  nowMs(): number;
  /** When the calm began; null while the storm lasts. */
  calmSinceMs(): number | null;
  /** The last time that the books were put back; null: they never were. */
  setBack(): SetBack | null;
}

/** A leg of a symbol, with what to call it. */
export interface NamedLeg {
  readonly symbol: string;
  readonly leg: Leg;
  readonly name: string;
}

/** By the list of symbols, which each world has of its own: checkers ask after every act. */
const known = new WeakMap<readonly string[], readonly NamedLeg[]>();

/** Every leg of every symbol of a storm. */
export function legsOf({ world: { symbols, legs } }: Scene): readonly NamedLeg[] {
  let named = known.get(symbols);
  if (named === undefined) {
    named = symbols.flatMap((symbol) => legs.map((leg) => ({ symbol, leg, name: leg === 'net' ? symbol : `${symbol} ${leg}` })));
    known.set(symbols, named);
  }
  return named;
}

/**
 * One promise, judged. `afterAct` is asked whenever the world or the books may have changed, before anything else happens;
 * `atRest` once the calm has come to rest. Both give one sentence about what is wrong, or null.
 */
export interface Checker {
  readonly promise: PromiseName;
  afterAct?(scene: Scene): string | null;
  atRest?(scene: Scene): string | null;
  /** The books were put back: what was remembered of them is what they are now. */
  booksPutBack?(scene: Scene): void;
}

/** Makes a checker for one storm: it may remember what it saw. */
export type CheckerMaker = () => Checker;
