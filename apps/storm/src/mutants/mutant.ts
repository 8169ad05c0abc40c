import type { ExchangeId } from '@breakwater/core';
import type { PromiseName } from '../checkers/checker.ts';
import type { StoreGuards } from '../memory/guards.ts';
import type { JobGuards } from '../memory/memory-jobs.ts';

/** One replacement in the source of one file, made while the file is loaded. Nothing is ever written to it. */
export interface Edit {
  /** From the root of the repository. */
  readonly file: string;
  /** Must occur exactly once. */
  readonly find: string;
  readonly replace: string;
}

/**
 * A fleet with one guard taken away, which the storm must catch: what nobody misses when it is gone is no guard, or nobody
 * watches. Where two guards hold one rule, both are taken away together, and `removes` says so.
 */
export interface Mutant {
  readonly name: string;
  /** In a few words, which guard is gone. */
  readonly removes: string;
  readonly edits?: readonly Edit[];
  readonly guards?: Partial<StoreGuards>;
  readonly jobGuards?: JobGuards;
  /** Where the guard lives, if not everywhere: on each of these venues the storm must notice. */
  readonly venues?: readonly ExchangeId[];
  /** The promises whose checkers should see it; another named promise is a catch as well. */
  readonly expected: readonly PromiseName[];
}
