/**
 * `npm run storm:mutants`: takes the guards of the fleet away one at a time, and fails unless the storm catches each by a
 * named promise. Mutants are declared in table/; docs/simulation.md tells how to add one.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import type { Mutant } from './mutant.ts';
import { readRememberedCatches, rememberCatches } from './remembered-catches.ts';
import { describeResult, summarise } from './report.ts';
import { startTrial } from './trial.ts';
import { tryMutants } from './try-mutants.ts';

const program = new Command('storm:mutants')
  .description('Takes one guard at a time away and has the storm catch it.')
  .option('--only <names...>', 'try only the mutants of these names')
  .option('--seeds <range>', 'the seeds of the storm, which take turns on the venues', parseRange, { fromSeed: 1, toSeed: 5_000 })
  .option('--steps <count>', 'steps of each storm', Number, 60)
  .option('--table <file>', 'a module with other mutants')
  .option('--remember', 'remember where each was caught, to begin with those seeds next time (apps/storm/mutant-seeds.json)')
  .option('--trace <seed>', 'print the story of this seed with the one mutant of --only, instead of trying', Number)
  .option('--json', 'end with one line of JSON')
  .parse();
const { only, seeds, steps, remember, json, trace, ...given } = program.opts<{ only?: string[]; seeds: ReturnType<typeof parseRange>; steps: number; remember?: true; json?: true; table?: string; trace?: number }>();
const table = given.table === undefined ? new URL('table/all.ts', import.meta.url).href : pathToFileURL(path.resolve(given.table)).href;
const { mutants } = (await import(table)) as { readonly mutants: readonly Mutant[] };
const chosen = mutants.filter(({ name }) => only === undefined || only.includes(name));
const unknown = only?.find((name) => !mutants.some((mutant) => mutant.name === name));
if (unknown !== undefined) program.error(`no mutant is called ${unknown}; there are: ${mutants.map(({ name }) => name).join(', ')}`);

const say = (line: string): void => void process.stdout.write(`${line}\n`);
process.exitCode = trace === undefined ? await tryThem() : await tellStory(trace);

async function tryThem(): Promise<number> {
  const startedMs = performance.now();
  const results = await tryMutants(chosen, { table, ...seeds, steps, remembered: readRememberedCatches() }, (result) => {
    say(describeResult(result));
    // At once, so that a run which is interrupted keeps what it found.
    if (remember) rememberCatches([result]);
  });
  const summary = summarise(results);
  say(`${summary.caught} of ${summary.mutants} mutants caught in ${Math.round((performance.now() - startedMs) / 1_000)} s${summary.survivors.length === 0 ? '' : `; survivors: ${summary.survivors.join(', ')}`}`);
  if (json) say(JSON.stringify(summary));
  return summary.survivors.length === 0 ? 0 : 1;
}

/** The story of one storm with one mutant in it, as `npm run storm -- --seed` tells it without. */
async function tellStory(seed: number): Promise<number> {
  const [mutant, another] = chosen;
  if (mutant === undefined || another !== undefined) return program.error('--trace tells the story of one mutant: name it with --only');
  const trial = startTrial(table, mutant.name, steps);
  const answer = await trial.judge(seed, true);
  trial.stop();
  for (const line of answer.type === 'judged' ? answer.trace : [`seed ${seed} with ${mutant.name}: the process ended by itself, or took too long`]) say(line);
  return answer.type === 'judged' ? 0 : 1;
}

function parseRange(text: string): { readonly fromSeed: number; readonly toSeed: number } {
  const [, from, to] = /^(\d+)\.\.(\d+)$/.exec(text) ?? [];
  if (from === undefined || to === undefined || Number(from) > Number(to)) throw new InvalidArgumentError('a range is written 1..500');
  return { fromSeed: Number(from), toSeed: Number(to) };
}
