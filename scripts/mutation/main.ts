/**
 * `npm run mutation`: changes libs/core in small ways, one at a time, and has its tests notice each (StrykerJS). What survives is a line that no
 * test of libs/core holds to; the storm and its own mutants (`npm run storm:mutants`) are not asked here.
 */
import { endWithParent } from '../infrastructure/end-with-parent.ts';
import { chooseFiles, help, readOptions } from './options.ts';
import { renderScore, summarise } from './score.ts';
import { tryMutations } from './try-mutations.ts';

endWithParent();
try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') process.stdout.write(help);
  else {
    const startedMs = performance.now();
    const files = chooseFiles(options);
    process.stderr.write(`breakwater: changing ${files.length} files of libs/core, one place at a time; about two seconds each\n`);
    const score = summarise(await tryMutations(files, options.concurrency), files, Math.round((performance.now() - startedMs) / 1_000));
    process.stdout.write(`${renderScore(score)}${options.json ? `${JSON.stringify(score)}\n` : ''}`);
  }
} catch (error) {
  process.stderr.write(`breakwater: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
