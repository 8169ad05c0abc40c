import { buildProgram } from './build-program.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { explainFailure } from './explain-failure.ts';
import { printNote } from './print.ts';

/**
 * Runs one command to its end: `words` are what stands behind `breakwater`. A failure is told in one sentence on standard error;
 * returns the exit code, and never throws.
 */
export async function runCommandLine(words: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  try {
    await buildProgram((code) => (exitCode = code)).parseAsync([...words], { from: 'user' });
  } catch (error) {
    const failure = explainFailure(error);
    if (failure.message !== '') printNote(failure.message);
    exitCode = failure.exitCode;
  }
  return exitCode;
}
