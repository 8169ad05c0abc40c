import type { PromiseName } from '../checkers/checker.ts';
import type { Mutant } from './mutant.ts';
import { startTrial, type Trial } from './trial.ts';

/** What became of one mutant. */
export interface MutantResult {
  readonly mutant: Mutant;
  /** By which promise it was caught, in which seed, in whose words; null: it survived. */
  readonly caught: { readonly promise: PromiseName; readonly seed: number; readonly text: string } | null;
  readonly seeds: number;
  /** Seeds that ended in something that no promise is about (an exception, a process that hangs): no catch, but good to know. */
  readonly bugs: number;
  /** Why the mutant could not be tried. */
  readonly unfit: string | null;
  readonly seconds: number;
}

export interface TrialRange {
  /** The URL of the module with `mutants`. */
  readonly table: string;
  readonly fromSeed: number;
  readonly toSeed: number;
  readonly steps: number;
}

/** Whether the storm of a seed comes to nothing without any mutant, too: then it proves nothing about one. */
export type IsCleanWithout = (seed: number) => Promise<boolean>;

/** So many processes that end or hang, and the rest of the seeds is not worth the time. */
const GONE_MAX = 3;

/**
 * Tries one mutant, seed by seed, until a named promise breaks that holds without it. An exception is not a catch: a fleet
 * that only stumbles over its missing guard is not watched by anybody.
 */
export async function tryMutant(mutant: Mutant, range: TrialRange, isCleanWithout: IsCleanWithout): Promise<MutantResult> {
  const startedMs = performance.now();
  const trial = startTrial(range.table, mutant.name, range.steps);
  try {
    return { mutant, unfit: null, ...(await tryTrial(trial, range, isCleanWithout)), seconds: secondsSince(startedMs) };
  } catch (error) {
    return { mutant, caught: null, seeds: 0, bugs: 0, unfit: error instanceof Error ? error.message : String(error), seconds: secondsSince(startedMs) };
  } finally {
    trial.stop();
  }
}

async function tryTrial(trial: Trial, { fromSeed, toSeed }: TrialRange, isCleanWithout: IsCleanWithout): Promise<Pick<MutantResult, 'caught' | 'seeds' | 'bugs'>> {
  let bugs = 0;
  let gone = 0;
  for (let seed = fromSeed; seed <= toSeed; seed += 1) {
    const answer = await trial.judge(seed);
    if (answer.type === 'gone') {
      bugs += 1;
      gone += 1;
      if (gone === GONE_MAX) return { caught: null, seeds: seed - fromSeed + 1, bugs };
    } else if (answer.promise === 'bug') {
      bugs += 1;
    } else if (answer.promise !== null && (await isCleanWithout(seed))) {
      return { caught: { promise: answer.promise, seed, text: answer.text }, seeds: seed - fromSeed + 1, bugs };
    }
  }
  return { caught: null, seeds: toSeed - fromSeed + 1, bugs };
}

function secondsSince(startedMs: number): number {
  return Math.round((performance.now() - startedMs) / 100) / 10;
}
