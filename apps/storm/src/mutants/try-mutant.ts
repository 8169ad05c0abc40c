import { EXCHANGES, type ExchangeId } from '@breakwater/core';
import type { PromiseName } from '../checkers/checker.ts';
import type { Mutant } from './mutant.ts';
import type { RememberedCatches } from './remembered-catches.ts';
import { settingOf } from '../world/setting.ts';
import { startTrial, type Trial } from './trial.ts';

export interface Catch {
  readonly venue: ExchangeId;
  readonly promise: PromiseName;
  readonly seed: number;
  readonly text: string;
}

/** What became of one mutant. */
export interface MutantResult {
  readonly mutant: Mutant;
  /** On which venue it was caught first, by which promise, in which seed, in whose words. */
  readonly catches: readonly Catch[];
  /** Venues on which it survived. */
  readonly survived: readonly ExchangeId[];
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
  /** Seeds that go before that range. */
  readonly remembered: RememberedCatches;
  readonly steps: number;
}

/** Whether the storm of a seed comes to nothing without any mutant, too: then it proves nothing about one. */
export type IsCleanWithout = (seed: number) => Promise<boolean>;

/** So many processes that end or hang, and the rest of the seeds is not worth the time. */
const GONE_MAX = 3;

/**
 * Tries one mutant, seed by seed, until on each venue a named promise breaks that holds without it. An exception is not a catch: a fleet
 * that only stumbles over its missing guard is not watched by anybody.
 */
export async function tryMutant(mutant: Mutant, range: TrialRange, isCleanWithout: IsCleanWithout): Promise<MutantResult> {
  const startedMs = performance.now();
  const trial = startTrial(range.table, mutant.name, range.steps);
  try {
    return { mutant, unfit: null, ...(await tryTrial(trial, mutant.venues ?? EXCHANGES, seedsFor(mutant, range), isCleanWithout)), seconds: secondsSince(startedMs) };
  } catch (error) {
    return { mutant, catches: [], survived: mutant.venues ?? EXCHANGES, seeds: 0, bugs: 0, unfit: error instanceof Error ? error.message : String(error), seconds: secondsSince(startedMs) };
  } finally {
    trial.stop();
  }
}

async function tryTrial(trial: Trial, venues: readonly ExchangeId[], wanted: readonly number[], isCleanWithout: IsCleanWithout): Promise<Pick<MutantResult, 'catches' | 'survived' | 'seeds' | 'bugs'>> {
  const catches: Catch[] = [];
  let survived = venues;
  let seeds = 0;
  let bugs = 0;
  let gone = 0;
  for (const seed of wanted) {
    const venue = settingOf(seed).exchange;
    if (survived.length === 0 || gone === GONE_MAX) break;
    if (!survived.includes(venue)) continue;
    seeds += 1;
    const answer = await trial.judge(seed);
    if (answer.type === 'gone') gone += 1;
    if (answer.type === 'gone' || answer.promise === 'bug') bugs += 1;
    else if (answer.promise !== null && (await isCleanWithout(seed))) {
      catches.push({ venue, seed, promise: answer.promise, text: answer.text });
      survived = survived.filter((other) => other !== venue);
    }
  }
  return { catches, survived, seeds, bugs };
}

function seedsFor({ name }: Mutant, { fromSeed, toSeed, remembered }: TrialRange): readonly number[] {
  const first = Object.values(remembered[name] ?? {});
  const all = Array.from({ length: toSeed - fromSeed + 1 }, (_, index) => fromSeed + index);
  return [...new Set([...first, ...all])];
}

function secondsSince(startedMs: number): number {
  return Math.round((performance.now() - startedMs) / 100) / 10;
}
