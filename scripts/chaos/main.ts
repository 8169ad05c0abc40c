/** `npm run chaos`: breaks a whole fleet of real processes at random, and judges what is left of the promises. docs/chaos.md tells how to read it. */
import { endWithParent } from '../infrastructure/end-with-parent.ts';
import { help, readOptions } from './options.ts';
import { runChaos } from './run-chaos.ts';

const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopped.abort(signal));
endWithParent();

const startedMs = performance.now();
const say = (line: string): void => void process.stderr.write(`${((performance.now() - startedMs) / 1_000).toFixed(1).padStart(6)} chaos: ${line}\n`);

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') process.stdout.write(help);
  else {
    const summary = await runChaos(options, stopped.signal, say);
    process.stdout.write(`${JSON.stringify(summary, null, options.json ? 0 : 2)}\n`);
    process.exitCode = summary.violations + summary.calmDifferences === 0 ? 0 : 1;
  }
} catch (error) {
  say((error as Error).message);
  process.exitCode = 1;
}
