import type { FleetRules } from '../fleet/fleet-rules.ts';
import type { MemoryBooks } from '../memory/memory-books.ts';
import type { World } from '../world/world.ts';

export const promises = ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9', 'I10', 'I11', 'I12'] as const;
export type PromiseName = (typeof promises)[number];

/** What a checker may look at: what is true at the venue, and what the books say. Never what a worker says of itself. */
export interface Scene {
  readonly world: World;
  readonly books: MemoryBooks;
  readonly rules: FleetRules;
  /** Tells this fleet's client order ids from those of another. */
  readonly deployment: string;
  /** Every signal that was ever submitted, by the client order id that its entry must have. */
  readonly entryIds: ReadonlyMap<string, { readonly symbol: string; readonly signal: string }>;
  /** What the engine was told when it last looked at a symbol under the claim of this epoch; absent if it has not looked. */
  readonly lastReadings: ReadonlyMap<string, 'read' | 'unreadable'>;
  nowMs(): number;
  /** When the calm began; null while the storm lasts. */
  calmSinceMs(): number | null;
}

/**
 * One promise, judged. `afterAct` is asked whenever the world or the books may have changed, before anything else happens;
 * `atRest` once the calm has come to rest. Both give one sentence about what is wrong, or null.
 */
export interface Checker {
  readonly promise: PromiseName;
  afterAct?(scene: Scene): string | null;
  atRest?(scene: Scene): string | null;
}

/** Makes a checker for one storm: it may remember what it saw. */
export type CheckerMaker = () => Checker;
