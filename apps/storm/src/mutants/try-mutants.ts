import type { Mutant } from './mutant.ts';
import { startTrial } from './trial.ts';
import { type IsCleanWithout, type MutantResult, type TrialRange, tryMutant } from './try-mutant.ts';

/** As many as the smallest machine has cores. */
const AT_ONCE = 2;

/** Tries all of these mutants, two at a time, and tells of each as soon as it is known. The results are in the order of the table. */
export async function tryMutants(mutants: readonly Mutant[], range: TrialRange, onResult: (result: MutantResult) => void): Promise<readonly MutantResult[]> {
  const whole = startTrial(range.table, null, range.steps);
  const isCleanWithout = rememberAnswers(async (seed) => {
    const answer = await whole.judge(seed);
    return answer.type === 'judged' && answer.promise === null;
  });
  const results = new Map<Mutant, MutantResult>();
  const left = [...mutants];
  const work = async (): Promise<void> => {
    for (let mutant = left.shift(); mutant !== undefined; mutant = left.shift()) {
      const result = await tryMutant(mutant, range, isCleanWithout);
      results.set(mutant, result);
      onResult(result);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    whole.stop();
  }
  return mutants.flatMap((mutant) => results.get(mutant) ?? []);
}

/** One question after the other, each seed once: the fleet without mutants is the same for all of them. */
function rememberAnswers(ask: IsCleanWithout): IsCleanWithout {
  const answers = new Map<number, Promise<boolean>>();
  let last: Promise<unknown> = Promise.resolve();
  return (seed) => {
    const known = answers.get(seed);
    if (known !== undefined) return known;
    const answer = last.then(() => ask(seed));
    last = answer.catch(() => undefined);
    answers.set(seed, answer);
    return answer;
  };
}
