/**
 * A process in which one mutant lives, or none: told a seed, it says what the storm of that seed came to. Its first words are
 * that it is ready, or that the mutant does not fit.
 *
 *   node trial-entry.ts TABLE STEPS [NAME]
 */
import type { Mutant } from './mutant.ts';
import { mutateLoading } from './mutate-loading.ts';
import type { TrialAnswer, TrialQuestion } from './trial.ts';

const [table = '', steps = '60', name] = process.argv.slice(2);
const say = (answer: TrialAnswer): void => void process.send?.(answer);

try {
  const { mutants } = (await import(table)) as { readonly mutants: readonly Mutant[] };
  const mutant = mutants.find((candidate) => candidate.name === name);
  if (name !== undefined && mutant === undefined) throw new Error(`no mutant is called ${name}`);
  const demandMutated = mutant === undefined ? () => {} : mutateLoading(mutant);
  // Many of the errors here are answers that got lost; nobody reads where they were made.
  Error.stackTraceLimit = 0;
  // Only now: what is imported before the loading is mutated stays whole.
  const { runSeed } = await import('../storm/run-seed.ts');
  demandMutated();
  const { guards, jobGuards } = mutant ?? {};
  const mutated = { ...(guards === undefined ? {} : { guards }), ...(jobGuards === undefined ? {} : { jobGuards }) };
  process.on('message', ({ seed, isTraced }: TrialQuestion) => {
    void runSeed({ seed, steps: Number(steps), setting: {}, workerCount: null, isTraced, ...mutated }).then(({ violation, trace }) => say({ type: 'judged', seed, promise: violation?.promise ?? null, text: violation?.text ?? '', trace }));
  });
  // Without a parent nobody asks any more.
  process.on('disconnect', () => process.exit());
  say({ type: 'ready' });
} catch (error) {
  say({ type: 'unfit', text: error instanceof Error ? error.message : String(error) });
  process.disconnect();
}
