import { endWithParent } from '../infrastructure/end-with-parent.ts';

/** Says how far a bench has come, to standard error. */
export type Say = (line: string) => void;

/**
 * Runs a bench as a command: it ends with this process's parent, a signal aborts it in order, and what it throws is said in its own words
 * with exit code 1. What it returns is written to standard output.
 */
export async function runAsCommand(bench: (stopped: AbortSignal, say: Say) => Promise<string>): Promise<void> {
  const say: Say = (line) => void process.stderr.write(`breakwater: ${line}\n`);
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopped.abort(new Error(`stopped by ${signal}`)));
  endWithParent();
  try {
    process.stdout.write(await bench(stopped.signal, say));
  } catch (error) {
    say((error as Error).message);
    process.exitCode = 1;
  }
}
