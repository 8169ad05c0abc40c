import { endWithParent } from '../infrastructure/end-with-parent.ts';
import { help, readOptions } from './options.ts';
import { renderJson, renderTable } from './render-figures.ts';
import { runBench } from './run-bench.ts';

/** Runs the bench of protection from the command line: progress on standard error, figures on standard output, exit code 1 if it could not be measured. */
export async function runCommandLine(): Promise<void> {
  const say = (line: string): void => void process.stderr.write(`breakwater: ${line}\n`);
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopped.abort(new Error(`stopped by ${signal}`)));
  endWithParent();
  try {
    const options = readOptions(process.argv.slice(2));
    if (options === 'help') {
      process.stdout.write(help);
      return;
    }
    const measured = await runBench(options, stopped.signal, say);
    process.stdout.write(renderTable(measured));
    if (options.json) process.stdout.write(`${JSON.stringify(renderJson(measured))}\n`);
  } catch (error) {
    say((error as Error).message);
    process.exitCode = 1;
  }
}
